"""Exploration: what a frame holds, seen in seconds, and the steps that narrowed it down."""
