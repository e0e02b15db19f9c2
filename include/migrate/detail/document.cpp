// What the files with models of a library have in common, compiled once in it: see document.hpp.
#undef MIGRATE_DOCUMENT_APART
#define MIGRATE_INLINE
#include "migrate/models.hpp"

namespace migrate::detail {

Schema schema_of_models(std::initializer_list<Describe> models) { return build_schema(models); }
std::string document_of_models(std::initializer_list<Describe> models) { return build_document(models); }

}  // namespace migrate::detail
