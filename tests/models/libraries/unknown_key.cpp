extern "C" const char* migrate_models_v1() {
  return "format = 1\n\n[[table]]\nname = \"hero\"\ncolumns = [\n  { name = \"id\", typ = \"bigint\" },\n]\n";
}
