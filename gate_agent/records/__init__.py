"""The gate's copy of the hall's records: followed, held, and searched by face."""
