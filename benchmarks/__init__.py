"""Speed and relevance, side by side with peers, in one run."""
