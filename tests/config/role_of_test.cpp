#include "config/role_of.hpp"

#include "config_file.hpp"

namespace medisc {
namespace {

const std::filesystem::path kExamples = std::filesystem::path(MEDISC_SOURCE_DIR) / "config";

TEST(RoleOf, is_told_by_the_examples) {
  EXPECT_EQ(role_of(kExamples / "dealer.toml").value(), Role::kDealer);
  EXPECT_EQ(role_of(kExamples / "service.toml").value(), Role::kService);
  EXPECT_EQ(role_of(kExamples / "hospital.toml").value(), Role::kHospital);
}

TEST(RoleOf, needs_a_configuration) {
  const test::ConfigFile file("[log]\n");
  EXPECT_TRUE(test::rejected(role_of(file.path()), "there is none of"));
  EXPECT_TRUE(test::rejected(role_of("/nowhere/x.toml"), "/nowhere/x.toml: No such file"));
}

}  // namespace
}  // namespace medisc
