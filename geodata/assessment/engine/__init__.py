"""The exact what-if: travel times under openings and closures, and sums over them."""
