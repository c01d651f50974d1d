// Label-only output, calibration and public normalisation between real processes.
#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

TEST(LabelOnly, TheHospitalGetsTheLabelsAndNoLogits) {
  Site site;
  site.model_settings += "output = \"label\"\n";
  site.start();
  site.stock(6, 6);
  const Words few{"--records", (examples() / "records.csv").string(), "--limit", "6"};
  const Outcome reference = site.run(site.verb({"reference"}, few, "service"));
  ASSERT_TRUE(succeeded(reference));
  site.write("reference.json", reference.out);
  const Outcome diagnosed =
      site.diagnose(6, {"--batch", "3", "--expect", site.path("reference.json")});
  ASSERT_TRUE(succeeded(diagnosed));
  const auto results = diagnosed.report().table("results");
  ASSERT_EQ(results.size(), 6U);
  const auto expected = reference.report().table("results");
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].at("class"), expected[i].at("class"));
    EXPECT_EQ(results[i].at("diagnosis"), expected[i].at("diagnosis"));
    EXPECT_EQ(results[i].at("reference"), "equal");
    EXPECT_EQ(results[i].count("logit_0"), 0U);
    EXPECT_EQ(results[i].count("softmax"), 0U);
  }
}

TEST(Calibration, ACalibratedModelServes) {
  Site site;
  site.model_settings += "calibration = \"" + (examples() / "records.csv").string() + "\"\n";
  site.start();
  site.stock(2, 2);
  EXPECT_TRUE(succeeded(site.diagnose(2)));
  const Outcome plan = site.run(site.verb({"plan"}, {"--explain"}, "service"));
  ASSERT_TRUE(succeeded(plan));
  EXPECT_EQ(plan.report().fact("bounds"), "calibrated");
}

TEST(PublicNormalisation, AModelWithoutIsRefusedByName) {
  Site site;
  const Outcome outcome =
      site.run({"plan", (examples() / "model_norm.onnx").string(), "--public-normalisation"});
  EXPECT_TRUE(refused(outcome, 2, {"unsupported", "model_norm.onnx", "normalise"}));
}

}  // namespace
}  // namespace medisc::test
