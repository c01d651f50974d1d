// Models whose results are no classes, from model.toml to what is printed.
#include <algorithm>

#include "tests/cli/site.hpp"
#include "tests/import/sample.hpp"
#include "tests/records/npy_sample.hpp"
#include "tests/records/npz_sample.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

/// y = W x + b, `results` of two features, each weight its own.
std::string model_of(std::int64_t results, const std::vector<float>& weights,
                     const std::vector<float>& bias) {
  OnnxSample model({2});
  model.constant("w", {2, results}, weights).constant("b", {results}, bias);
  model.node("MatMul", "x w", "h");
  model.node("Add", "h b", "y");
  return model.bytes();
}

class Tasks : public testing::Test {
 protected:
  Tasks() { site_.write("records.csv", "id,a,b,label\nr1,1,0,1\nr2,-1,0,0\nr3,0.5,-0.25,1\n"); }

  Outcome run(const std::string& verb, const Words& more, const std::string& format = "json") {
    Words words{verb};
    if (verb == "evaluate") words.insert(words.end(), {"--simulate", "--model"});
    words.push_back(site_.path("model.onnx"));
    words.insert(words.end(), {"--records", site_.path("records.csv"), "--format", format});
    const bool has_ranges = std::ranges::find(more, "--ranges") != more.end();
    if (verb == "reference" && !has_ranges) words.insert(words.end(), {"--range", "2"});
    words.insert(words.end(), more.begin(), more.end());
    return site_.run(words, 60s);
  }

  Site site_;
};

TEST_F(Tasks, OneLogitIsANumberUnlessItIsSaidToBeMore) {
  site_.write("model.onnx", model_of(1, {4, 0}, {0}));
  const Outcome number = run("reference", {});
  ASSERT_TRUE(succeeded(number));
  EXPECT_EQ(number.report().fact("task"), "number");
  const auto values = column(number.report().table("results"), "value");
  ASSERT_EQ(values.size(), 3U);
  EXPECT_NEAR(std::stod(values[0]), 4, 0.05);
  EXPECT_NEAR(std::stod(values[1]), -4, 0.05);
  const Outcome plan = site_.run({"plan", site_.path("model.onnx"), "--format", "json"});
  ASSERT_TRUE(succeeded(plan));
  EXPECT_THAT(plan.report().fact("note"), HasSubstr("task = \"binary\""));
  EXPECT_TRUE(refused(run("reference", {"--output", "label"}), 2,
                      {"unsupported", "the model's task is 'number'", "binary"}));
}

TEST_F(Tasks, ABinaryTaskHasAProbabilityAndAThreshold) {
  site_.write("model.onnx", model_of(1, {4, 0}, {0}));
  site_.write("model.toml", "version = \"7\"\n[task]\nlabels = [\"well\", \"ill\"]\n");
  const Outcome binary = run("reference", {});
  ASSERT_TRUE(succeeded(binary));
  EXPECT_EQ(binary.report().fact("task"), "binary");
  EXPECT_EQ(binary.report().fact("version"), "7");
  EXPECT_EQ(binary.report().fact("model"), "model");
  const auto results = binary.report().table("results");
  EXPECT_EQ(column(results, "diagnosis"), (Words{"ill", "well", "ill"}));
  EXPECT_NEAR(std::stod(results[0].at("probability")), 0.982, 0.001);
  EXPECT_NEAR(std::stod(results[1].at("probability")), 0.018, 0.001);

  // sigmoid(2) = 0.881 is not enough now: diagnosis, label-only output and evaluation agree.
  for (const Words& output : {Words{"--output", "logits"}, Words{"--output", "label"}}) {
    Words more{"--threshold", "0.95"};
    more.insert(more.end(), output.begin(), output.end());
    const Outcome strict = run("reference", more);
    ASSERT_TRUE(succeeded(strict));
    EXPECT_EQ(column(strict.report().table("results"), "diagnosis"),
              (Words{"ill", "well", "well"}));
    const Outcome evaluated = run("evaluate", more);
    ASSERT_TRUE(succeeded(evaluated));
    EXPECT_EQ(evaluated.report().fact("exact"), "3");
    EXPECT_EQ(evaluated.report().fact("agree_float"), "3");
    EXPECT_NEAR(std::stod(evaluated.report().fact("accuracy_secure")), 2.0 / 3, 1e-9);
  }
}

TEST_F(Tasks, AProbabilityIsNeverRoundedToOne) {
  site_.write("model.onnx", model_of(2, {20, -20, 0, 0}, {0, 0}));
  const Outcome table = run("reference", {"--labels", "a,b"}, "table");
  ASSERT_TRUE(succeeded(table));
  EXPECT_THAT(table.out, HasSubstr("softmax"));
  EXPECT_THAT(table.out, HasSubstr(">0.9999"));
  EXPECT_THAT(table.out.substr(0, table.out.find("\n\n")), testing::Not(HasSubstr("1.0000")));
}

TEST_F(Tasks, FindingsStandSideBySide) {
  site_.write("model.onnx", model_of(3, {4, -4, 0, 0, 0, 4}, {0, 0, 1}));
  site_.write("findings.csv", "m,e,n\n1,0,1\n0,1,1\n1,0,0\n");
  const Words labels{"--task",      "findings",   "--labels", "mass,effusion,nodule",
                     "--threshold", "0.5,0.5,0.6"};
  const Outcome found = run("reference", labels);
  ASSERT_TRUE(succeeded(found));
  EXPECT_EQ(found.report().fact("task"), "findings");
  const auto results = found.report().table("results");
  EXPECT_EQ(column(results, "findings"), (Words{"mass; nodule", "effusion; nodule", "mass"}));
  EXPECT_NEAR(std::stod(results[0].at("probability_2")), 0.731, 0.001);
  EXPECT_EQ(column(found.report().table("findings"), "name"),
            (Words{"mass", "effusion", "nodule"}));

  const Outcome evaluated =
      run("evaluate", {"--labels", site_.path("findings.csv"), "--task", "findings",
                       "--class-names", "mass,effusion,nodule", "--threshold", "0.5,0.5,0.6"});
  ASSERT_TRUE(succeeded(evaluated));
  EXPECT_EQ(evaluated.report().fact("accuracy_secure"), "1.0");
  EXPECT_EQ(evaluated.report().table("findings").size(), 3U);
  EXPECT_THAT(evaluated.err, HasSubstr("none of the model's names"));
}

/// What is known goes by the findings' names, from a file or from beside the records.
TEST_F(Tasks, FindingsAreJudgedByTheirNames) {
  site_.write("model.onnx", model_of(3, {4, -4, 0, 0, 0, 4}, {0, 0, 1}));
  site_.write("findings.csv", "nodule,mass,effusion\n1,1,0\n1,0,1\n0,1,0\n");
  const Words task{"--task",      "findings",   "--class-names", "mass,effusion,nodule",
                   "--threshold", "0.5,0.5,0.6"};
  Words named = task;
  named.insert(named.end(), {"--labels", site_.path("findings.csv")});
  const Outcome by_name = run("evaluate", named);
  ASSERT_TRUE(succeeded(by_name));
  EXPECT_EQ(by_name.report().fact("accuracy_secure"), "1.0");
  EXPECT_EQ(column(by_name.report().table("findings"), "positive"), (Words{"2", "1", "2"}));
  site_.write("findings.csv", "nodul,mass,effusion\n1,1,0\n1,0,1\n0,1,0\n");
  EXPECT_TRUE(refused(run("evaluate", named), 2,
                      {"findings.csv", "no column for: nodule", "perhaps nodule"}));

  const std::string x =
      npy_bytes(npy_header("<f4", "(3, 2)"), raw<float>({1, 0, -1, 0, 0.5F, -0.25F}));
  const std::string y =
      npy_bytes(npy_header("|u1", "(3, 3)"), raw<std::uint8_t>({1, 0, 1, 0, 1, 1, 1, 0, 0}));
  site_.write("both.npz", npz_bytes({{"x.npy", x}, {"y.npy", y}}));
  site_.write("records.npz", npz_bytes({{"x.npy", x}}));
  const auto evaluate = [&](const std::string& records, const Words& labels) {
    Words words{"evaluate", "--simulate", "--model",   site_.path("model.onnx"),
                "--format", "json",       "--records", site_.path(records)};
    words.insert(words.end(), task.begin(), task.end());
    words.insert(words.end(), labels.begin(), labels.end());
    return site_.run(words, 60s);
  };
  for (const Outcome& done :
       {evaluate("both.npz", {}), evaluate("records.npz", {"--labels", site_.path("both.npz")}),
        evaluate("both.npz", {"--labels", site_.path("both.npz")})}) {
    ASSERT_TRUE(succeeded(done));
    EXPECT_EQ(done.report().fact("accuracy_secure"), "1.0");
  }
  EXPECT_TRUE(refused(evaluate("records.npz", {}), 2, {"records.npz", "an array called y"}));
  site_.write("two.npz", npz_bytes({{"a.npy", y}, {"b.npy", y}}));
  EXPECT_TRUE(refused(evaluate("records.npz", {"--labels", site_.path("two.npz")}), 2,
                      {"two.npz", "a [3, 3], b [3, 3]"}));
}

TEST_F(Tasks, AMapIsJudgedByAClassAPixel) {
  OnnxSample model({1, 2, 2});
  model.constant("w", {1, 1, 1, 1}, {4}).node("Conv", "x w", "y");
  site_.write("model.onnx", model.bytes());
  const std::string x =
      npy_bytes(npy_header("<f4", "(2, 1, 2, 2)"), raw<float>({1, -1, 1, 1, -1, -1, 1, -1}));
  const std::vector<std::uint8_t> known{1, 0, 1, 0, 0, 0, 1, 0};  // but for one pixel
  const std::string y = npy_bytes(npy_header("|u1", "(2, 2, 2)"), raw(known));
  site_.write("x.npy", x);
  site_.write("y.npy", y);
  site_.write("turned.npy", npy_bytes(npy_header("|u1", "(2, 4, 2)"), raw(known) + raw(known)));
  site_.write("y.csv", "1,0,1,0\n0,0,1,0\n");
  site_.write("both.npz", npz_bytes({{"x.npy", x}, {"label.npy", y}}));
  const auto evaluate = [&](const std::string& records, const std::string& labels,
                            const std::string& output = "logits") {
    Words words{"evaluate", "--simulate", "--model",   site_.path("model.onnx"),
                "--format", "json",       "--records", site_.path(records),
                "--output", output};
    if (!labels.empty()) words.insert(words.end(), {"--labels", site_.path(labels)});
    return site_.run(words, 60s);
  };
  for (const Outcome& done :
       {evaluate("x.npy", "y.npy"), evaluate("x.npy", "y.csv"), evaluate("x.npy", "both.npz"),
        evaluate("both.npz", ""), evaluate("x.npy", "y.npy", "label")}) {
    ASSERT_TRUE(succeeded(done));
    EXPECT_EQ(done.report().fact("task"), "map");
    EXPECT_EQ(done.report().fact("accuracy_secure"), "0.875");
    EXPECT_EQ(done.report().fact("exact"), "2");
  }
  EXPECT_TRUE(
      refused(evaluate("x.npy", "turned.npy"), 2, {"turned.npy", "[2, 4, 2]", "[2, 2]"}));
  EXPECT_TRUE(refused(evaluate("x.npy", ""), 2, {"x.npy", "--labels FILE"}));
}

TEST_F(Tasks, ANumberHasItsUnitAndItsError) {
  site_.write("model.onnx", model_of(1, {4, 0}, {0}));
  const Words months{"--task", "number", "--unit", "months"};
  const Outcome table = run("reference", months, "table");
  ASSERT_TRUE(succeeded(table));
  EXPECT_THAT(table.out, HasSubstr("months"));
  const Outcome evaluated = run("evaluate", months);
  ASSERT_TRUE(succeeded(evaluated));
  EXPECT_EQ(evaluated.report().fact("unit"), "months");
  EXPECT_NEAR(std::stod(evaluated.report().fact("mean_abs_error_secure")), 8.0 / 3, 0.02);
}

/// Inputs x, age and bmi of one element each, joined; y is age, bmi and x times 1, 10 and 100.
std::string model_of_columns() {
  OnnxSample model({1});
  for (const char* name : {"age", "bmi"}) {
    onnx::ValueInfoProto input = model.graph().input(0);
    input.set_name(name);
    *model.graph().add_input() = input;
  }
  model.constant("w", {3, 3}, {1, 0, 0, 0, 10, 0, 0, 0, 100}).constant("half", {2}, {0.5, 0.5});
  set_int(model.node("Concat", "age bmi", "two"), "axis", 1);
  model.node("Relu", "two", "kept");
  set_int(model.node("Concat", "kept x", "all"), "axis", 1);
  model.node("MatMul", "all w", "y");
  return model.bytes();
}

TEST_F(Tasks, InputsOfOneElementAreColumnsByTheirNames) {
  site_.write("model.onnx", model_of_columns());
  site_.write("records.csv", "bmi,x,age\n3,1,90\n2,2,40\n1,1,20\n");
  site_.write("ranges.csv", "2,100,4\n");
  const Outcome numbers =
      run("reference", {"--task", "number", "--ranges", site_.path("ranges.csv")});
  ASSERT_TRUE(succeeded(numbers));
  const auto results = numbers.report().table("results");
  EXPECT_NEAR(std::stod(column(results, "value_0").front()), 90, 1);
  EXPECT_NEAR(std::stod(column(results, "value_1").front()), 30, 1);
  EXPECT_NEAR(std::stod(column(results, "value_2").front()), 100, 1);
  const Outcome proposed = site_.run(
      {"model", "init", site_.path("model.onnx"), "--samples", site_.path("records.csv")});
  ASSERT_TRUE(succeeded(proposed));
  const std::string text = contents(site_ / "model.toml");
  EXPECT_LT(text.find("largest = [110.0]"), text.find("features = [\"bmi\"]")) << text;
}

TEST_F(Tasks, ATaskThatContradictsTheFilesEndIsRefused) {
  OnnxSample model({2});
  model.constant("w", {2, 1}, {4, 0});
  model.node("MatMul", "x w", "h");
  model.node("Sigmoid", "h", "y");
  site_.write("model.onnx", model.bytes());
  EXPECT_TRUE(refused(run("reference", {"--task", "number"}), 2,
                      {"unsupported", "ends in sigmoids", "task = \"binary\""}));
  EXPECT_TRUE(succeeded(run("reference", {})));
}

/// A 1 x 1 convolution to two channels, with its channels last; over two pixels.
std::string model_with_channels_last() {
  OnnxSample model({1, 1, 2});
  model.constant("w", {2, 1, 1, 1}, {1, -1});
  model.node("Conv", "x w", "c");
  set_ints(model.node("Transpose", "c", "y"), "perm", {0, 2, 3, 1});
  return model.bytes();
}

TEST_F(Tasks, AMapComesWithItsClassesFirst) {
  site_.write("model.onnx", model_with_channels_last());
  site_.write("records.csv", "a,b\n1,2\n-1,-2\n1,1\n");
  const Outcome map = run("reference", {});
  ASSERT_TRUE(succeeded(map));
  EXPECT_EQ(map.report().fact("task"), "map");
  EXPECT_THAT(column(map.report().table("results"), "share_0"),
              testing::ElementsAre("1.0", "0.0", "1.0"));
  const Outcome labels = run("reference", {"--output", "label"});
  ASSERT_TRUE(succeeded(labels));
  const auto rows = labels.report().table("results");
  EXPECT_THAT(column(rows, "class_0"), testing::ElementsAre("0", "1", "0"));
  EXPECT_THAT(column(rows, "class_1"), testing::ElementsAre("0", "1", "0"));
  EXPECT_EQ(rows[0].count("logit_0"), 0U);
  site_.write("labels.csv", "0,0\n1,1\n0,0\n");
  site_.write("logits.csv", "1,-1,2,-2\n-1,1,-2,2\n1,-1,1,-1\n");
  const Outcome evaluated = run(
      "evaluate", {"--labels", site_.path("labels.csv"), "--logits", site_.path("logits.csv")});
  ASSERT_TRUE(succeeded(evaluated));
  EXPECT_EQ(evaluated.report().fact("agree_float"), "3");
  EXPECT_LT(std::stod(evaluated.report().fact("max_abs_logit_error")), 0.05);
}

TEST_F(Tasks, AManifestIsProposedAndThenServes) {
  site_.write("model.onnx", model_of(2, {4, -4, 0, 0}, {0, 0}));
  const Words init{
      "model",    "init", site_.path("model.onnx"), "--samples", site_.path("records.csv"),
      "--format", "json"};
  const Outcome written = site_.run(init);
  ASSERT_TRUE(succeeded(written));
  EXPECT_EQ(written.report().fact("file"), site_.path("model.toml"));
  EXPECT_EQ(written.report().fact("task"), "classes");
  const std::string text = contents(site_ / "model.toml");
  EXPECT_THAT(text, HasSubstr("features = [\"a\", \"b\"]"));
  EXPECT_THAT(text, HasSubstr("least = [-1.0, "));
  EXPECT_THAT(text, HasSubstr("labels = [\"class 0\", \"class 1\"]"));
  EXPECT_TRUE(refused(site_.run(init), 2, {"model.toml is there already", "--force"}));
  Words force = init;
  force.push_back("--force");
  EXPECT_TRUE(succeeded(site_.run(force)));
  // Three processes agree on the plan that it is part of.
  const Outcome evaluated =
      site_.run({"evaluate", "--local", "--model", site_.path("model.onnx"), "--records",
                 site_.path("records.csv"), "--format", "json"},
                60s);
  ASSERT_TRUE(succeeded(evaluated));
  EXPECT_EQ(evaluated.report().fact("exact"), "3");
  EXPECT_EQ(evaluated.report().fact("ranges_from"), "the model's manifest");
  site_.write("model.toml", text + "\nnmae = \"x\"\n");
  EXPECT_TRUE(refused(run("reference", {}), 2, {"model.toml", "unknown key \"nmae\""}));
}

}  // namespace
}  // namespace medisc::test
