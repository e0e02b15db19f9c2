extern "C" const char* migrate_models_v1() { return "format = 2\n"; }
