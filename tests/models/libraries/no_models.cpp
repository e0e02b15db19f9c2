// A library without MIGRATE_EXPORT_MODELS.
extern "C" int something_else() { return 1; }
