"""What a bridge would change: exact travel times under openings and closures."""
