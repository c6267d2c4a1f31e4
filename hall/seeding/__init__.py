"""A demonstration campus of plainly fictional people."""
