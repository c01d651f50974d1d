// Requests with tensors in binary form.
#include <cmath>
#include <cstring>

#include <gmock/gmock.h>

#include "gateway/inference/infer_request.hpp"
#include "tests/error/outcomes.hpp"
#include "tests/gateway/plans.hpp"

namespace medisc::test {
namespace {

using testing::ElementsAre;

const Plan kPlan = plan_of(TaskKind::kClasses);

template <class Element>
std::string raw(std::initializer_list<Element> elements) {
  std::string bytes(elements.size() * sizeof(Element), '\0');
  std::memcpy(bytes.data(), elements.begin(), bytes.size());
  return bytes;
}

std::string header(const std::string& type, std::size_t bytes,
                   const std::string& shape = "[1,3]") {
  return R"({"inputs":[{"name":"input","datatype":")" + type + R"(","shape":)" + shape +
         R"(,"parameters":{"binary_data_size":)" + std::to_string(bytes) + "}}]}";
}

Result<InferRequest> parse(const std::string& json, const std::string& tensors,
                           const Plan& plan = kPlan) {
  return parse_infer_request(plan, json + tensors, std::to_string(json.size()));
}

std::vector<double> record_of(const std::string& type, const std::string& bytes) {
  const auto parsed = parse(header(type, bytes.size()), bytes);
  EXPECT_TRUE(succeeded(parsed));
  return parsed ? parsed->records.at(0) : std::vector<double>();
}

TEST(BinaryRequest, ReadsEachDatatype) {
  EXPECT_THAT(record_of("BOOL", std::string("\1\0\1", 3)), ElementsAre(1, 0, 1));
  EXPECT_THAT(record_of("UINT8", "\x01\xff\x80"), ElementsAre(1, 255, 128));
  EXPECT_THAT(record_of("INT8", "\x01\xff\x80"), ElementsAre(1, -1, -128));
  EXPECT_THAT(record_of("UINT16", raw<std::uint16_t>({1, 65535, 256})),
              ElementsAre(1, 65535, 256));
  EXPECT_THAT(record_of("INT16", raw<std::int16_t>({1, -2, 256})), ElementsAre(1, -2, 256));
  EXPECT_THAT(record_of("UINT32", raw<std::uint32_t>({1, 4294967295U, 3})),
              ElementsAre(1, 4294967295.0, 3));
  EXPECT_THAT(record_of("INT32", raw<std::int32_t>({1, -2, 3})), ElementsAre(1, -2, 3));
  EXPECT_THAT(record_of("UINT64", raw<std::uint64_t>({1, 1ULL << 53, 3})),
              ElementsAre(1, 0x1p53, 3));
  EXPECT_THAT(record_of("INT64", raw<std::int64_t>({1, -(1LL << 53), 3})),
              ElementsAre(1, -0x1p53, 3));
  EXPECT_THAT(record_of("FP16", raw<std::uint16_t>({0x3c00, 0xc000, 0x0001})),
              ElementsAre(1, -2, std::ldexp(1, -24)));
  EXPECT_THAT(record_of("FP32", raw<float>({1.5F, -0.1F, 3})),
              ElementsAre(1.5, double{-0.1F}, 3));
  EXPECT_THAT(record_of("FP64", raw<double>({1.5, -0.1, 1e300})),
              ElementsAre(1.5, -0.1, 1e300));
}

TEST(BinaryRequest, RefusesWhatIsNoValue) {
  const auto refused = [](const std::string& type, const std::string& bytes) {
    return failed(parse(header(type, bytes.size()), bytes), ErrorCode::kBadInput, "holds");
  };
  EXPECT_TRUE(refused("BOOL", std::string("\1\0\2", 3)));
  EXPECT_TRUE(refused("FP16", raw<std::uint16_t>({0x7c00, 0, 0})));
  EXPECT_TRUE(refused("FP16", raw<std::uint16_t>({0, 0xfe00, 0})));
  EXPECT_TRUE(refused("FP32", raw<float>({NAN, 0, 0})));
  EXPECT_TRUE(refused("FP64", raw<double>({0, 0, -INFINITY})));
  EXPECT_TRUE(refused("INT64", raw<std::int64_t>({INT64_MIN, 0, 0})));
  EXPECT_TRUE(refused("INT64", raw<std::int64_t>({-(1LL << 53) - 1, 0, 0})));
  EXPECT_TRUE(refused("UINT64", raw<std::uint64_t>({UINT64_MAX, 0, 0})));
  EXPECT_TRUE(refused("UINT64", raw<std::uint64_t>({(1ULL << 53) + 1, 0, 0})));
}

TEST(BinaryRequest, HoldsSizesToShapes) {
  const std::string twelve(12, '\0');
  EXPECT_TRUE(succeeded(parse(header("FP32", 12), twelve)));
  const auto refused = [](const Result<InferRequest>& parsed) {
    return failed(parsed, ErrorCode::kBadInput);
  };
  EXPECT_TRUE(refused(parse(header("FP32", 11), twelve.substr(1))));
  EXPECT_TRUE(refused(parse(header("FP32", 13), twelve + "x")));
  EXPECT_TRUE(refused(parse(header("FP32", 12), twelve.substr(1)))) << "missing";
  EXPECT_TRUE(refused(parse(header("FP32", 12), twelve + "x"))) << "left over";
  EXPECT_TRUE(refused(parse(header("FP32", 0), "")));
  EXPECT_TRUE(refused(parse(header("BYTES", 12), twelve)));
  EXPECT_TRUE(refused(parse(header("UINT8", 12, "[4611686018427387907,3]"), twelve)));
  EXPECT_TRUE(refused(parse_infer_request(kPlan, header("FP32", 12)))) << "no header";
}

TEST(BinaryRequest, HoldsItsHeaderToTheBody) {
  const std::string json = header("UINT8", 3);
  const auto with = [&](const std::string& length) {
    return parse_infer_request(kPlan, json + "abc", length);
  };
  EXPECT_TRUE(succeeded(with(std::to_string(json.size()))));
  for (const std::string& length :
       {std::string(), std::string("x"), std::string("-1"), std::string("0"),
        std::to_string(json.size() - 1), std::to_string(json.size() + 1),
        std::to_string(json.size() + 4), std::to_string(json.size()) + " ",
        std::string("18446744073709551616")}) {
    EXPECT_TRUE(failed(with(length), ErrorCode::kBadInput)) << length;
  }
}

TEST(BinaryRequest, TakesEitherDataOrBytes) {
  const std::string both =
      R"({"inputs":[{"name":"input","datatype":"UINT8","shape":[1,3],"data":[1,2,3],)"
      R"("parameters":{"binary_data_size":3}}]})";
  const std::string neither =
      R"({"inputs":[{"name":"input","datatype":"UINT8","shape":[1,3]}]})";
  EXPECT_TRUE(failed(parse(both, "abc"), ErrorCode::kBadInput, "not both"));
  EXPECT_TRUE(failed(parse(neither, "abc"), ErrorCode::kBadInput, "not both"));
  for (const char* size : {"\"3\"", "3.0", "true", "-3"}) {
    const std::string odd = R"({"inputs":[{"name":"input","datatype":"UINT8","shape":[1,3],)"
                            R"("parameters":{"binary_data_size":)" +
                            std::string(size) + "}}]}";
    EXPECT_TRUE(failed(parse(odd, "abc"), ErrorCode::kBadInput, "binary_data_size")) << size;
  }
}

/// In the order of the request, binary ones and others beside.
TEST(BinaryRequest, MixesForms) {
  const std::string json = R"({"inputs":[
      {"name":"age","shape":[2,1],"datatype":"UINT8","parameters":{"binary_data_size":2}},
      {"name":"scan","shape":[2,3,2,2],"datatype":"INT8","parameters":{"binary_data_size":24}}]})";
  std::string tensors = "\x07\x08";
  for (int i = 0; i < 24; ++i) tensors += static_cast<char>(i);
  const auto parsed = parse(json, tensors, image_plan());
  ASSERT_TRUE(succeeded(parsed));
  EXPECT_THAT(parsed->records[1],
              ElementsAre(12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 8));
  const std::string half = R"({"inputs":[
      {"name":"age","shape":[1,1],"datatype":"UINT8","data":[9]},
      {"name":"scan","shape":[1,3,2,2],"datatype":"INT8","parameters":{"binary_data_size":12}}]})";
  const auto mixed = parse(half, tensors.substr(0, 12), image_plan());
  ASSERT_TRUE(succeeded(mixed));
  EXPECT_EQ(mixed->records[0].back(), 9);
}

}  // namespace
}  // namespace medisc::test
