// A document that ends in the middle.
extern "C" const char* migrate_models_v1() { return "format = 1\n\n[[table]]\nname = \"he"; }
