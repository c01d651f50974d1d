// The configurations that people start from must load as they are.
#include "config/dealer_config.hpp"
#include "config/hospital_config.hpp"
#include "config/service_config.hpp"
#include "config_file.hpp"

namespace medisc {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(MEDISC_SOURCE_DIR) / "config";

TEST(Examples, fit_together) {
  const auto dealer = load_dealer_config(kFolder / "dealer.toml");
  const auto service = load_service_config(kFolder / "service.toml");
  const auto hospital = load_hospital_config(kFolder / "hospital.toml");
  ASSERT_TRUE(test::succeeded(dealer));
  ASSERT_TRUE(test::succeeded(service));
  ASSERT_TRUE(test::succeeded(hospital));
  EXPECT_EQ(service->dealer.address, dealer->listen);
  EXPECT_EQ(hospital->dealer.address, dealer->listen);
  EXPECT_EQ(hospital->services.at(0).address, service->listen);
  EXPECT_EQ(hospital->services.at(0).public_key, dealer->services.at(0).public_key);
  EXPECT_EQ(service->hospitals.at(0).public_key, dealer->hospitals.at(0).public_key);
  EXPECT_EQ(service->dealer.public_key, hospital->dealer.public_key);
  EXPECT_EQ(service->models.at(0).declared.labels.size(), 10u);
}

TEST(Examples, show_every_optional_key_of_a_model) {
  std::ifstream file(kFolder / "service.toml");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  for (const auto* key :
       {"labels", "# manifest", "# task", "# threshold", "# unit", "input_range", "# ring_bits",
        "comparison", "# bundle_mb", "# samples", "fidelity", "precision", "# output_name",
        "# input_shapes", "full_width", "# input_bits", "# activation_bits", "# weight_bits"}) {
    EXPECT_NE(text.find(std::string("\n") + key + " = "), std::string::npos) << key;
  }
}

}  // namespace
}  // namespace medisc
