"""Files that people take away: every table of a snapshot in every format, styled and explained."""
