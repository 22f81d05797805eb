"""What a person types: one small file a verb. Only here is anything printed."""
