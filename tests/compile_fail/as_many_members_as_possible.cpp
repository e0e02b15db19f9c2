// expect: nothing
// The most members that a model may have, counted by their own struct alone.
#include <migrate/models.hpp>

using migrate::Field;

struct Powers {
  int strength, speed;
};
struct Hero {
  std::int64_t id = Field{.primary_key = true};
  int a00, a01, a02, a03, a04, a05, a06, a07;
  int a10, a11, a12, a13, a14, a15, a16, a17;
  int a20, a21, a22, a23, a24, a25, a26, a27;
  int a30, a31, a32, a33, a34, a35, a36, a37;
  int a40, a41, a42, a43, a44, a45, a46, a47;
  int a50, a51, a52, a53, a54, a55, a56, a57;
  int a60, a61, a62, a63, a64, a65, a66, a67;
  int a70, a71, a72, a73, a74, a75;
  Powers powers;
};
MIGRATE_EXPORT_MODELS(Hero)
