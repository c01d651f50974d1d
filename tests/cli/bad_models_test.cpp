// Models that can't be compiled: the file, the node or layer, and what to do.
#include "tests/cli/site.hpp"
#include "tests/import/sample.hpp"

namespace medisc::test {
namespace {

const std::string kModel = (examples() / "model.onnx").string();
const std::string kRanges = (examples() / "ranges.csv").string();

TEST(BadModel, UsesAnOpThatIsNotSupported) {
  Site site;
  OnnxSample model({3});
  model.constant("w", {3, 2}, {1, 2, 3, 4, 5, 6});
  model.node("MatMul", "x w", "h");
  model.node("Sin", "h", "y");
  site.write("sine.onnx", model.bytes());
  EXPECT_TRUE(refused(site.run({"plan", site.path("sine.onnx")}), 2,
                      {"unsupported", site.path("sine.onnx"), "Sin_y"}));
  // A service with this model does not start.
  site.write("service.toml", contents(site / "service.toml") +
                                 "[[models]]\nname = \"sine\"\nfile = \"sine.onnx\"\n"
                                 "input_range = 1.0\n");
  const Outcome service = site.run({"service", "run", "--config", site.path("service.toml")});
  EXPECT_EQ(service.status, 2);
  EXPECT_THAT(service.err, testing::HasSubstr("Sin_y"));
}

TEST(BadModel, IsCutOrNoModelAtAll) {
  Site site;
  const std::string whole = contents(kModel);
  site.write("cut.onnx", whole.substr(0, whole.size() / 2));
  site.write("text.onnx", "not a model");
  site.write("empty.onnx", "");
  for (const char* name : {"cut.onnx", "text.onnx", "empty.onnx", "missing.onnx"}) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(
        refused(site.run({"plan", site.path(name)}), 2, {"bad-input", site.path(name)}));
  }
}

TEST(BadModel, CouldLeaveItsRing) {
  Site site;
  for (const Words& options :
       {Words{"--input-bits", "24", "--ring", "32", "--weight-bits", "16", "--ranges", kRanges},
        Words{"--range", "1e9", "--weight-bits", "24", "--ring", "32"}}) {
    Words words{"plan", kModel};
    words.insert(words.end(), options.begin(), options.end());
    EXPECT_TRUE(refused(site.run(words), 2, {"overflow", kModel, "layer '", "ring_bits = 64"}));
  }
}

TEST(BadModel, OptionsThatDoNotFit) {
  Site site;
  site.write("few.csv", "1.5,2,3\n");
  EXPECT_TRUE(refused(site.run({"plan", kModel, "--ranges", site.path("few.csv")}), 2, {"30"}));
  std::string zero = contents(kRanges);
  zero.replace(zero.find("\n64,"), 4, "\n0,");
  site.write("zero.csv", zero);
  EXPECT_TRUE(
      refused(site.run({"plan", kModel, "--ranges", site.path("zero.csv")}), 2, {"range"}));
  EXPECT_TRUE(refused(site.run({"plan", kModel, "--labels", "one"}), 2, {"label"}));
  EXPECT_TRUE(refused(site.run({"plan", kModel, "--range", "-1"}), 2, {"range"}));
  EXPECT_TRUE(refused(site.run({"plan", kModel, "--weight-bits", "60"}), 2, {"60"}));
  EXPECT_TRUE(refused(site.run({"plan"}), 2, {"usage", "--config"}));
  EXPECT_TRUE(
      refused(site.run({"plan", "--config", site.path("service.toml"), "--model", "lungs"}), 2,
              {site.path("service.toml"), "'lungs'", "[[models]]"}));
}

}  // namespace
}  // namespace medisc::test
