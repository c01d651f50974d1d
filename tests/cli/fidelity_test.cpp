// What is told of a plan's fidelity, and where.
#include <sstream>

#include "tests/cli/site.hpp"
#include "tests/import/sample.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

const std::string kModel = (examples() / "model.onnx").string();
const std::string kRecords = (examples() / "records.csv").string();

TEST(Fidelity, PlanTellsItByLayerAndTheHospitalSeesIt) {
  Site site;
  const Outcome plan =
      site.run({"plan", kModel, "--samples", kRecords, "--explain", "--format", "json"});
  ASSERT_TRUE(succeeded(plan));
  EXPECT_EQ(plan.report().fact("fidelity_samples"), "given");
  EXPECT_EQ(plan.report().fact("fidelity_records"), "40");
  EXPECT_LE(std::stod(plan.report().fact("fidelity_p99")), 0.05);
  EXPECT_EQ(plan.report().table("fidelity").size(), 5U);

  site.start();
  site.stock(1, 1);
  const Outcome diagnosis = site.diagnose(1);
  ASSERT_TRUE(succeeded(diagnosis));
  EXPECT_EQ(diagnosis.report().fact("fidelity_samples"), "drawn");
  EXPECT_GE(std::stod(diagnosis.report().fact("fidelity_agreement")), 0.99);
  EXPECT_THAT(site.service().err(), HasSubstr("model-fidelity"));
}

TEST(Fidelity, ACoarsePlanIsRefusedUnlessAnyWillDo) {
  const Site site;
  const Words coarse{"plan",          kModel, "--samples",         kRecords,
                     "--weight-bits", "2",    "--activation-bits", "1"};
  EXPECT_TRUE(
      refused(site.run(coarse), 2,
              {"fidelity", kModel, "the plan is not the model", "layer '", "--fidelity warn"}));
  Words warned = coarse;
  warned.insert(warned.end(), {"--fidelity", "warn"});
  EXPECT_TRUE(succeeded_with(site.run(warned), {"warning", "the plan is not the model"}));
}

TEST(Fidelity, APlanTellsWhatWideRangesCost) {
  Site site;
  std::string ranges = contents((examples() / "ranges.csv").string());
  const auto last = ranges.rfind(",0.5");
  ranges.replace(last, 4, ",32");
  site.write("wide.csv", ranges);
  const Words words{"plan",     kModel,     "--samples",
                    kRecords,   "--ranges", site.path("wide.csv"),
                    "--format", "json"};
  const Outcome wide = site.run(words);
  ASSERT_TRUE(succeeded(wide));
  EXPECT_THAT(wide.report().fact("note"), HasSubstr("times what samples reach"));
  EXPECT_EQ(wide.report().table("wide_ranges").size(), 1U);
  EXPECT_GT(std::stod(wide.report().fact("within_reach_p99")), 0);
  EXPECT_LT(std::stoul(wide.report().fact("within_reach_payload")),
            std::stoul(wide.report().fact("payload_up")) +
                std::stoul(wide.report().fact("payload_down")));
  const Outcome well = site.run({"plan", kModel, "--samples", kRecords, "--format", "json"});
  ASSERT_TRUE(succeeded(well));
  EXPECT_EQ(well.report().facts.count("within_reach_p99"), 0U);
}

TEST(Fidelity, WhatAFileLeavesOpenCanBeSaid) {
  Site site;
  OnnxSample model({2});
  model.constant("w", {2, 2}, {1, 0, 0, 1});
  model.node("MatMul", "x w", "other");
  model.node("Relu", "other", "y");
  auto* output = model.graph().add_output();
  *output = model.graph().output(0);
  output->set_name("other");
  site.write("model.onnx", model.bytes());
  const Words plan{"plan", site.path("model.onnx"), "--format", "json"};
  EXPECT_TRUE(refused(site.run(plan), 2, {"unsupported", "--output-name"}));
  Words chosen = plan;
  chosen.insert(chosen.end(), {"--output-name", "other"});
  EXPECT_TRUE(succeeded(site.run(chosen)));
  site.write("samples.csv", "a,b\n1,2\n3,4\n");
  Words init{"model", "init", site.path("model.onnx"), "--samples", site.path("samples.csv")};
  EXPECT_TRUE(refused(site.run(init), 2, {"unsupported", "--output-name"}));
  init.insert(init.end(), {"--output-name", "other"});
  EXPECT_TRUE(succeeded(site.run(init)));
  Words shaped = chosen;
  shaped.insert(shaped.end(), {"--input-shape", "x=two"});
  EXPECT_TRUE(refused(site.run(shaped), 2, {"usage", "'x=two'", "NAME=3x32x32"}));
}

}  // namespace
}  // namespace medisc::test
