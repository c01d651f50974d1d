#include "gateway/inference/infer_request.hpp"

#include <cmath>
#include <cstring>
#include <limits>

#include <gmock/gmock.h>

#include "tests/error/outcomes.hpp"
#include "tests/gateway/plans.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Plan kPlan = plan_of(TaskKind::kClasses, {"no", "yes"});

/// One input of this datatype, shape and data.
std::string request(const std::string& type, const std::string& shape, const std::string& data,
                    const std::string& more = "") {
  return R"({"inputs":[{"name":"input","datatype":")" + type + R"(","shape":)" + shape +
         R"(,"data":)" + data + "}]" + more + "}";
}

testing::AssertionResult refused(const std::string& body, const std::string& part = "",
                                 const Plan& plan = kPlan) {
  return failed(parse_infer_request(plan, body), ErrorCode::kBadInput, part);
}

std::vector<double> record_of(const std::string& body) {
  const auto parsed = parse_infer_request(kPlan, body);
  if (!parsed) {
    ADD_FAILURE() << render(parsed.error()) << " in " << body;
    return {};
  }
  return parsed->records.at(0);
}

TEST(InferRequest, IsRecordsAndWhatIsWanted) {
  const auto parsed = parse_infer_request(
      kPlan,
      R"({"id":"42","parameters":{"priority":1,"x":"y","z":true,"w":0.5},"inputs":[
          {"name":"input","shape":[2,3],"datatype":"FP64","data":[1,2.5,-3e2,4,5,6]}],
          "outputs":[{"name":"probabilities","parameters":{"classification":9}},
                     {"name":"class","parameters":{"binary_data":true}}]})");
  ASSERT_TRUE(succeeded(parsed));
  EXPECT_EQ(parsed->id, "42");
  EXPECT_EQ(parsed->parameters.at("priority"), ParameterValue(std::int64_t{1}));
  EXPECT_EQ(parsed->parameters.at("w"), ParameterValue(0.5));
  EXPECT_THAT(parsed->records, ElementsAre(ElementsAre(1, 2.5, -300), ElementsAre(4, 5, 6)));
  EXPECT_THAT(parsed->shapes, ElementsAre(ElementsAre(3)));
  ASSERT_EQ(parsed->outputs.size(), 2U);
  EXPECT_EQ(parsed->outputs[0].output, 1U);
  EXPECT_EQ(parsed->outputs[0].classification, 2U) << "there are no more";
  EXPECT_FALSE(parsed->outputs[0].is_binary);
  EXPECT_TRUE(parsed->outputs[1].is_binary);
}

TEST(InferRequest, WantsAllWhereItNamesNone) {
  for (const char* more : {"", R"(,"outputs":[])"}) {
    const auto parsed = parse_infer_request(kPlan, request("FP32", "[1,3]", "[1,2,3]", more));
    ASSERT_TRUE(succeeded(parsed));
    EXPECT_EQ(parsed->outputs.size(), 4U);
    EXPECT_EQ(parsed->id, std::nullopt);
  }
  const auto binary = parse_infer_request(
      kPlan, request("FP32", "[1,3]", "[1,2,3]",
                     R"(,"parameters":{"binary_data_output":true},"outputs":[{"name":"label"},
                        {"name":"logits","parameters":{"binary_data":false}}])"));
  ASSERT_TRUE(succeeded(binary));
  EXPECT_TRUE(binary->outputs[0].is_binary);
  EXPECT_FALSE(binary->outputs[1].is_binary);
}

TEST(InferRequest, TakesDataFlatOrNested) {
  EXPECT_THAT(record_of(request("FP64", "[1,3]", "[[1,2,3]]")), ElementsAre(1, 2, 3));
  EXPECT_THAT(record_of(request("FP64", "[2,3]", "[[1,2,3],[4,5,6]]")), ElementsAre(1, 2, 3));
  for (const char* data :
       {"[[1,2],[3]]", "[[1],[2],[3]]", "[[1,2,3],[]]", "[1,[2,3]]", "[[1],2,3]", "[[[1,2,3]]]",
        "[]", "[[]]", "[[],[]]", "[[[[[[[[[[[[1]]]]]]]]]]]]", "1", "{}", "\"1\"", "null",
        "[1,2,\"3\"]", "[1,2,null]", "[1,2,{}]", "[1,2]", "[1,2,3,4]"}) {
    EXPECT_TRUE(refused(request("FP64", "[1,3]", data))) << data;
  }
}

TEST(InferRequest, TakesFieldsInAnyOrderAndPassesOverOthers) {
  EXPECT_THAT(
      record_of(R"({"model_name":"x","later":{"inputs":[{"data":[null,[{}]]}]},"inputs":[{
          "data":[1,2,3],"strides":[1,{"data":[]}],"parameters":{},"shape":[1,3],
          "name":"input","comment":null,"datatype":"INT8"}],"outputs":[{"name":"class",
          "x":[1]}]})"),
      ElementsAre(1, 2, 3));
}

TEST(InferRequest, TwiceIsOnceTooOften) {
  const std::string input =
      R"({"name":"input","datatype":"FP64","shape":[1,3],"data":[1,2,3]})";
  for (const std::string& body : {
           R"({"inputs":[)" + input + "," + input + "]}",
           R"({"inputs":[)" + input + R"(],"inputs":[]})",
           R"({"id":"a","id":"b","inputs":[)" + input + "]}",
           std::string(R"({"inputs":[{"name":"input","name":"input","datatype":"FP64",)"
                       R"("shape":[1,3],"data":[1,2,3]}]})"),
           std::string(R"({"inputs":[{"name":"input","datatype":"FP64","shape":[1,3],)"
                       R"("data":[9,9,9],"data":[1,2,3]}]})"),
           R"({"parameters":{"a":1,"a":2},"inputs":[)" + input + "]}",
           R"({"inputs":[)" + input + R"(],"outputs":[{"name":"class"},{"name":"class"}]})",
       }) {
    EXPECT_TRUE(refused(body, "twice")) << body;
  }
}

TEST(InferRequest, HoldsValuesToTheirDatatype) {
  struct Case {
    const char* type;
    const char* good;
    std::vector<const char*> bad;
  };
  for (const Case& one : std::vector<Case>{
           {"BOOL", "[true,false,1]", {"2", "0.5", "-1"}},
           {"UINT8", "[0,255,3.0]", {"256", "-1", "0.5", "true", "1e3"}},
           {"INT8", "[-128,127,-0.0]", {"128", "-129"}},
           {"UINT16", "[0,65535,1e3]", {"65536", "-1"}},
           {"INT16", "[-32768,32767,0]", {"32768"}},
           {"UINT32", "[0,4294967295,0]", {"4294967296", "-1"}},
           {"INT32", "[-2147483648,2147483647,0]", {"2147483648"}},
           {"UINT64",
            "[0,9007199254740992,0]",
            {"9007199254740993", "18446744073709551615", "-1", "1e300"}},
           {"INT64",
            "[-9007199254740992,0,0]",
            {"-9007199254740993", "9223372036854775807", "9223372036854775808", "0.1"}},
           {"FP16", "[65504,-65504,1e-9]", {"65520", "1e300", "true"}},
           {"FP32", "[3.4028234e38,0,-1]", {"3.5e38", "-1e300", "false"}},
           {"FP64", "[1.7976931348623157e308,18446744073709551615,0]", {"1e309", "-1e400"}},
       }) {
    EXPECT_EQ(record_of(request(one.type, "[1,3]", one.good)).size(), 3U) << one.type;
    for (const std::string bad : one.bad) {
      EXPECT_TRUE(refused(request(one.type, "[1,3]", "[0," + bad + ",0]"))) << one.type << bad;
    }
  }
  EXPECT_THAT(record_of(request("FP32", "[1,3]", "[0.1,0.25,1]")),
              ElementsAre(double{0.1F}, 0.25, 1));
  EXPECT_THAT(record_of(request("FP16", "[1,3]", "[0.1,0.25,2049]")),
              ElementsAre(0.0999755859375, 0.25, 2048));
  for (const char* type : {"BYTES", "FP8", "fp32", "", "BF16"}) {
    EXPECT_TRUE(refused(request(type, "[1,3]", "[1,2,3]"), "datatype")) << type;
  }
}

TEST(InferRequest, HoldsShapesToTheModels) {
  for (const char* shape : {"[3]",
                            "[1,4]",
                            "[1,3,1]",
                            "[0,3]",
                            "[]",
                            "[3,1]",
                            "[-1,3]",
                            "[1.0,3]",
                            "[\"1\",3]",
                            "[1,[3]]",
                            "[1,-3]",
                            "[4294967297,3]",
                            "[18446744073709551615,3]",
                            "[6148914691236517206,3]",
                            "[1,18446744073709551616]",
                            "[1025,3]",
                            "{}",
                            "3",
                            "null",
                            "[1,1,1,1,1,1,1,1,1,1,1,1]"}) {
    EXPECT_TRUE(refused(request("FP64", shape, "[1,2,3]"))) << shape;
  }
}

TEST(InferRequest, IsBounded) {
  const InferLimits limits{2, 6};
  const auto with = [&](const std::string& shape, const std::string& data) {
    return parse_infer_request(kPlan, request("FP64", shape, data), {}, limits);
  };
  EXPECT_TRUE(succeeded(with("[2,3]", "[1,2,3,4,5,6]")));
  EXPECT_TRUE(failed(with("[3,3]", "[1,2,3,4,5,6]"), ErrorCode::kBadInput, "more than 2"));
  EXPECT_TRUE(failed(with("[2,3]", "[1,2,3,4,5,6,7]"), ErrorCode::kBadInput, "too many"));
  std::string inputs;
  for (int i = 0; i < 200; ++i) inputs += std::string(i == 0 ? "" : ",") + "{}";
  EXPECT_TRUE(refused(R"({"inputs":[)" + inputs + "]}", "too many inputs"));
  EXPECT_TRUE(refused(R"({"id":")" + std::string(2000, 'x') + R"("})", "too long"));
  EXPECT_TRUE(refused(R"({"x":)" + std::string(100'000, '[') + "}", "too deep"));
  std::string parameters;
  for (int i = 0; i < 100; ++i) {
    parameters += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
  }
  EXPECT_TRUE(refused(R"({"parameters":{)" + parameters + "}}", "too many parameters"));
}

TEST(InferRequest, ThatIsNoRequestIsRefused) {
  for (const char* body : {"",
                           " ",
                           "[]",
                           "1",
                           "null",
                           "{",
                           "{}",
                           "{}x",
                           "{\"inputs\":[]}",
                           "{\"inputs\":{}}",
                           "{\"inputs\":[1]}",
                           "{\"inputs\":[[]]}",
                           "{\"inputs\":null}",
                           "{\"inputs\":[{}]}",
                           "{\"inputs\":[{\"name\":1}]}",
                           "{\"inputs\":[{\"name\":\"input\"}]}",
                           "{\"id\":1}",
                           "{\"id\":null}",
                           "{\"id\":{}}",
                           "{\"parameters\":[]}",
                           "{\"parameters\":{\"a\":[]}}",
                           "{\"parameters\":{\"a\":null}}",
                           "{\"inputs\":[],}",
                           "{'inputs':[]}",
                           "{\"id\":\"\xff\"}",
                           "\xEF\xBB\xBF",
                           "{\"inputs\":[{\"name\":\"other\"}]}"}) {
    EXPECT_TRUE(refused(body)) << body;
  }
  EXPECT_TRUE(refused(request("FP64", "[1,3]", "[NaN,1,1]")));
  EXPECT_TRUE(refused(request("FP64", "[1,3]", "[Infinity,1,1]")));
  EXPECT_TRUE(refused(request("FP64", "[1,3]", "[01,1,1]")));
  EXPECT_TRUE(refused(R"({"inputs":[{"name":"other","datatype":"FP64","shape":[1,3],)"
                      R"("data":[1,2,3]}]})",
                      "no input 'other'"));
}

TEST(InferRequest, ErrorsShowNoRecord) {
  for (const std::string& body :
       {request("FP64", "[1,3]", "[271828,271828x,1]"),
        request("UINT8", "[1,3]", "[271828,1,1]"), request("FP64", "[1,3]", "[271828,1]"),
        request("FP64", "[1,3]", "[271828,\"271828\",1]")}) {
    const auto parsed = parse_infer_request(kPlan, body);
    ASSERT_FALSE(parsed.has_value());
    EXPECT_THAT(render(parsed.error()), Not(HasSubstr("271828")));
  }
}

TEST(InferRequest, KnowsTheOutputsOfTheModel) {
  const auto wants = [&](const std::string& outputs) {
    return parse_infer_request(kPlan,
                               request("FP64", "[1,3]", "[1,2,3]", ",\"outputs\":" + outputs));
  };
  for (const char* outputs :
       {R"([{"name":"shares"}])", R"([{}])", R"([{"name":1}])", R"({})", R"(["class"])",
        R"([{"name":"class","parameters":{"classification":1}}])",
        R"([{"name":"label","parameters":{"classification":1}}])",
        R"([{"name":"logits","parameters":{"classification":-1}}])",
        R"([{"name":"logits","parameters":{"classification":1.5}}])",
        R"([{"name":"logits","parameters":{"classification":true}}])",
        R"([{"name":"logits","parameters":{"binary_data":1}}])",
        R"([{"name":"logits","parameters":{"shared_memory_region":"x"}}])"}) {
    EXPECT_TRUE(failed(wants(outputs), ErrorCode::kBadInput)) << outputs;
  }
  EXPECT_TRUE(
      succeeded(wants(R"([{"name":"logits","parameters":{"classification":4294967297}}])")));
}

/// Two inputs, in the manifest's order whatever the request's.
TEST(InferRequest, JoinsParts) {
  const Plan plan = image_plan();
  const auto parsed = parse_infer_request(plan, R"({"inputs":[
      {"name":"age","shape":[2,1],"datatype":"UINT8","data":[[71],[72]]},
      {"name":"scan","shape":[2,3,2,2],"datatype":"UINT8",
       "data":[1,2,3,4,5,6,7,8,9,10,11,12,21,22,23,24,25,26,27,28,29,30,31,32]}]})");
  ASSERT_TRUE(succeeded(parsed));
  EXPECT_THAT(parsed->records,
              ElementsAre(ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 71),
                          ElementsAre(21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 72)));
  EXPECT_THAT(parsed->shapes, ElementsAre(ElementsAre(3, 2, 2), ElementsAre(1)));
  EXPECT_TRUE(
      refused(R"({"inputs":[{"name":"age","shape":[1,1],"datatype":"INT8","data":[1]}]})",
              "'scan' is missing", plan));
  EXPECT_TRUE(refused(R"({"inputs":[
      {"name":"age","shape":[2,1],"datatype":"UINT8","data":[1,2]},
      {"name":"scan","shape":[1,3,2,2],"datatype":"UINT8",
       "data":[1,2,3,4,5,6,7,8,9,10,11,12]}]})",
                      "another number of records", plan));
}

TEST(InferRequest, OfAnImageThatIsResizedHasAnySize) {
  const auto body = [](const std::string& shape, int values) {
    std::string data = "[0";
    for (int i = 1; i < values; ++i) data += ",0";
    return R"({"inputs":[{"name":"age","shape":[1,1],"datatype":"INT8","data":[1]},
        {"name":"scan","datatype":"UINT8","shape":)" +
           shape + ",\"data\":" + data + "]}]}";
  };
  const auto parsed = parse_infer_request(image_plan(true), body("[1,3,1,5]", 15));
  ASSERT_TRUE(succeeded(parsed));
  EXPECT_THAT(parsed->shapes[0], ElementsAre(3, 1, 5));
  EXPECT_EQ(parsed->records[0].size(), 16U);
  EXPECT_TRUE(refused(body("[1,3,1,5]", 15), "shape", image_plan(false)));
  EXPECT_TRUE(refused(body("[1,4,1,5]", 20), "shape", image_plan(true)));
  EXPECT_TRUE(refused(body("[1,3,0,5]", 1), "shape", image_plan(true)));
  EXPECT_TRUE(refused(body("[1,3,16777216,16777216]", 1), "shape", image_plan(true)));
}

}  // namespace
}  // namespace medisc::test
