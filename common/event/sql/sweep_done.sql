SELECT set_config('role', 'none', false)
