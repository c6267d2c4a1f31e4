"""One campus on one machine: starts every program with its wire-level peers and plays the story."""
