"""Groups and the block list: what the security office says of a cardholder."""
