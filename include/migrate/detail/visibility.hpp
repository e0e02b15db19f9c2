// Which names of the library are seen from outside where it is a shared one. In a static library it means nothing.
#pragma once

#if defined(__GNUC__)
#define MIGRATE_API __attribute__((visibility("default")))
#else
#define MIGRATE_API
#endif
