#include "gateway/inference/infer_response.hpp"

#include <cstring>

#include <gmock/gmock.h>

#include "gateway/inference/infer_error.hpp"
#include "gateway/inference/model_metadata.hpp"
#include "gateway/inference/tensors.hpp"
#include "tests/error/outcomes.hpp"
#include "tests/gateway/plans.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kData =
    R"({"inputs":[{"name":"input","datatype":"INT8","shape":[1,3],"data":[1,2,3]}])";

/// What a request with this behind its inputs gets, of one record with these logits.
HttpResponse response(const Plan& plan, const std::string& more,
                      const std::vector<double>& logits, std::size_t records = 1) {
  const auto request = parse_infer_request(plan, kData + more + "}");
  EXPECT_TRUE(succeeded(request));
  const std::vector<InferResult> results(records, {logits, answer_of_results(plan, logits)});
  return render_infer_response(plan, *request, {"m", "3", {}}, results);
}

std::vector<std::string> names_of(const Plan& plan) {
  std::vector<std::string> names;
  for (const OutputTensor& output : output_tensors(plan)) names.push_back(output.tensor.name);
  return names;
}

TEST(OutputTensors, AreThoseOfTheTask) {
  EXPECT_THAT(names_of(plan_of(TaskKind::kClasses)),
              ElementsAre("logits", "probabilities", "class", "label"));
  EXPECT_THAT(names_of(plan_of(TaskKind::kBinary, {}, {0.5})),
              ElementsAre("logits", "probability", "positive", "label"));
  EXPECT_THAT(names_of(plan_of(TaskKind::kFindings, {}, {0.5, 0.5})),
              ElementsAre("logits", "probabilities", "positive"));
  EXPECT_THAT(names_of(plan_of(TaskKind::kNumber)), ElementsAre("values"));
  Plan map = plan_of(TaskKind::kMap);
  map.manifest.outcome.shape = {1, 1, 2};
  EXPECT_THAT(names_of(map), ElementsAre("classes", "shares"));
  Plan label = plan_of(TaskKind::kBinary, {}, {0.5});
  label.output = Output::kLabel;
  EXPECT_THAT(names_of(label), ElementsAre("positive", "label"));
  label.manifest.outcome.task = TaskKind::kClasses;
  EXPECT_THAT(names_of(label), ElementsAre("class", "label"));
}

TEST(ModelMetadata, DescribesInputsAndOutputs) {
  EXPECT_EQ(model_metadata(image_plan(true), "scan \"x\"", std::vector<std::string>{"1", "2"}),
            R"({"name":"scan \"x\"","versions":["1","2"],"platform":"medisc_plan",)"
            R"("inputs":[{"name":"scan","datatype":"FP64","shape":[-1,3,-1,-1]},)"
            R"({"name":"age","datatype":"FP64","shape":[-1,1]}],)"
            R"("outputs":[{"name":"logits","datatype":"FP64","shape":[-1,2]},)"
            R"({"name":"probabilities","datatype":"FP64","shape":[-1,2]},)"
            R"({"name":"class","datatype":"INT64","shape":[-1,1]},)"
            R"({"name":"label","datatype":"BYTES","shape":[-1,1]}]})");
  EXPECT_THAT(model_metadata(small_plan(), "m", {}),
              HasSubstr(R"("inputs":[{"name":"input","datatype":"FP64","shape":[-1,3]}])"));
  EXPECT_EQ(server_metadata("0.1.0"),
            R"({"name":"medisc","version":"0.1.0",)"
            R"("extensions":["binary_tensor_data","classification"]})");
}

TEST(InferResponse, HoldsWhatWasWanted) {
  const Plan plan = plan_of(TaskKind::kClasses, {"no", "y\"es"});
  const HttpResponse all = response(plan, R"(,"id":"a\u0000b")", {0, 0}, 2);
  EXPECT_EQ(all.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(all.body,
            R"({"model_name":"m","model_version":"3","id":"a\u0000b","outputs":[)"
            R"({"name":"logits","datatype":"FP64","shape":[2,2],"data":[0,0,0,0]},)"
            R"({"name":"probabilities","datatype":"FP64","shape":[2,2],)"
            R"("data":[0.5,0.5,0.5,0.5]},)"
            R"({"name":"class","datatype":"INT64","shape":[2,1],"data":[0,0]},)"
            R"({"name":"label","datatype":"BYTES","shape":[2,1],"data":["no","no"]}]})");
  EXPECT_EQ(response(plan, R"(,"outputs":[{"name":"label"}])", {-0.1, 2}).body,
            R"({"model_name":"m","model_version":"3","outputs":[)"
            R"({"name":"label","datatype":"BYTES","shape":[1,1],"data":["y\"es"]}]})");
}

TEST(InferResponse, TellsWhatElseTheCallerKnows) {
  const Plan plan = plan_of(TaskKind::kNumber);
  const auto request = parse_infer_request(plan, std::string(kData) + "}");
  const std::vector<InferResult> results{{{1.5, -2}, NumberAnswer{{1.5, -2}, ""}}};
  const InferredModel model{"m", "", {{"plan", "ab"}, {"sessions", "s-1 s-2"}}};
  EXPECT_EQ(render_infer_response(plan, *request, model, results).body,
            R"({"model_name":"m","parameters":{"plan":"ab","sessions":"s-1 s-2"},"outputs":[)"
            R"({"name":"values","datatype":"FP64","shape":[1,2],"data":[1.5,-2]}]})");
}

TEST(InferResponse, SortsClasses) {
  const Plan plan = plan_of(TaskKind::kClasses, {"no", "yes"});
  const auto logits = [&](int count) {
    return R"(,"outputs":[{"name":"logits","parameters":{"classification":)" +
           std::to_string(count) + "}}]";
  };
  EXPECT_THAT(response(plan, logits(2), {1.25, 15.3495681}).body,
              HasSubstr(R"("datatype":"BYTES","shape":[1,2],)"
                        R"("data":["15.349568:1:yes","1.250000:0:no"]})"));
  EXPECT_THAT(response(plan, logits(1), {1, 1}, 2).body,
              HasSubstr(R"("shape":[2,1],"data":["1.000000:0:no","1.000000:0:no"])"));
  Plan one = plan_of(TaskKind::kBinary, {}, {0.5});
  one.manifest.outcome.shape = {1};
  EXPECT_THAT(response(one, logits(5), {-4}).body,
              HasSubstr(R"("shape":[1,1],"data":["-4.000000:0"])"))
      << "one logit has no class's name";
}

TEST(InferResponse, WritesBinaryBehindTheJson) {
  const Plan plan = plan_of(TaskKind::kBinary, {"no", "yes"}, {0.5});
  const HttpResponse made = response(
      plan, R"(,"parameters":{"binary_data_output":true},"outputs":[{"name":"positive"},
          {"name":"logits"},{"name":"label","parameters":{"binary_data":false}},
          {"name":"probability","parameters":{"classification":1}}])",
      {1, 1});
  EXPECT_EQ(made.headers.get("Content-Type"), "application/octet-stream");
  const std::string json =
      R"({"model_name":"m","model_version":"3","outputs":[)"
      R"({"name":"positive","datatype":"BOOL","shape":[1,1],)"
      R"("parameters":{"binary_data_size":1}},)"
      R"({"name":"logits","datatype":"FP64","shape":[1,2],"parameters":{"binary_data_size":16}},)"
      R"({"name":"label","datatype":"BYTES","shape":[1,1],"data":["yes"]},)"
      R"({"name":"probability","datatype":"BYTES","shape":[1,1],)"
      R"("parameters":{"binary_data_size":14}}]})";
  EXPECT_EQ(made.headers.get("Inference-Header-Content-Length"), std::to_string(json.size()));
  std::string expected = json + "\1";
  for (int i = 0; i < 2; ++i) {
    const double one = 1;
    expected.append(reinterpret_cast<const char*>(&one), sizeof one);
  }
  expected += std::string("\x0a\0\0\0", 4) + "0.500000:0";
  EXPECT_EQ(made.body, expected);
}

TEST(InferResponse, OfFindingsMapsAndLabels) {
  const Plan findings = plan_of(TaskKind::kFindings, {"mass", "effusion"}, {0.5, 0.5});
  EXPECT_THAT(response(findings, R"(,"outputs":[{"name":"positive"}])", {1, -1}).body,
              HasSubstr(R"("datatype":"BOOL","shape":[1,2],"data":[true,false])"));
  Plan map = plan_of(TaskKind::kMap, {"tissue", "lesion"});
  map.manifest.outcome.shape = {2, 1, 4};
  EXPECT_THAT(response(map, "", {1, 0, 0, 5, 0, 1, 0, -5}).body,
              HasSubstr(R"({"name":"classes","datatype":"INT32","shape":[1,1,4],)"
                        R"("data":[0,1,0,0]},)"
                        R"({"name":"shares","datatype":"FP64","shape":[1,2],)"
                        R"("data":[0.75,0.25]})"));
  Plan label = plan_of(TaskKind::kClasses, {"no", "yes"});
  label.output = Output::kLabel;
  const auto request = parse_infer_request(label, std::string(kData) + "}");
  const std::vector<InferResult> results{
      {{}, answer_of(label, std::vector<std::int64_t>{0, 1})}};
  EXPECT_THAT(render_infer_response(label, *request, {"m", "", {}}, results).body,
              HasSubstr(R"("outputs":[{"name":"class","datatype":"INT64","shape":[1,1],)"
                        R"("data":[1]},{"name":"label","datatype":"BYTES","shape":[1,1],)"
                        R"("data":["yes"]}])"));
}

TEST(InferProblem, HasTheProtocolsForm) {
  const HttpResponse dry = infer_problem({ErrorCode::kPoolDry, "no bundle is left", "wait"});
  EXPECT_EQ(dry.status, 503);
  EXPECT_EQ(dry.headers.get("Retry-After"), "1");
  EXPECT_EQ(dry.body, "{\"error\":\"no bundle is left (wait)\",\"code\":\"pool-dry\"}\n");
  EXPECT_EQ(infer_problem({ErrorCode::kBadInput, "x", ""}).status, 400);
  EXPECT_EQ(unknown_model("a", "2").status, 404);
  EXPECT_THAT(unknown_model("a\"", "2").body, HasSubstr(R"(no model 'a\"' of version '2')"));
}

}  // namespace
}  // namespace medisc::test
