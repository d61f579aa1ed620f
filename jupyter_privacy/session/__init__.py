"""One guarded session: its policy, what it protects, what it has shown, and how risky that is."""
