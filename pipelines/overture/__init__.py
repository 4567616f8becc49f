"""What pull needs of Overture Maps: its files, their schema, and OpenStreetMap's tags for them."""
