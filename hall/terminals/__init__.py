"""The terminals themselves: their tokens, what each may call, who is signed in at a kiosk."""
