// How long the codec takes for an image of 3 x 224 x 224. The bounds are far above what a
// release build needs, since others use the machine, and sanitizers slow it down.
#include <chrono>
#include <cstdio>
#include <functional>

#include <gmock/gmock.h>

#include "gateway/inference/infer_request.hpp"
#include "tests/error/outcomes.hpp"
#include "tests/gateway/plans.hpp"

namespace medisc::test {
namespace {

constexpr std::size_t kValues = 3 * 224 * 224;

/// Milliseconds of the fastest of five.
double fastest(const char* what, const std::function<void()>& step) {
  double best = 1e9;
  for (int i = 0; i < 5; ++i) {
    const auto started = std::chrono::steady_clock::now();
    step();
    const std::chrono::duration<double, std::milli> time =
        std::chrono::steady_clock::now() - started;
    best = std::min(best, time.count());
  }
  std::printf("%s: %.2f ms\n", what, best);
  return best;
}

Plan scan_plan() {
  Plan plan = image_plan(false, 224);
  plan.manifest.parts.pop_back();
  plan.input.features = kValues;
  return plan;
}

TEST(Speed, OfAnImageInBinaryForm) {
  const Plan plan = scan_plan();
  for (const auto& [type, size] : {std::pair("FP32", 4), std::pair("FP64", 8),
                                   std::pair("UINT8", 1), std::pair("FP16", 2)}) {
    const std::size_t bytes = kValues * static_cast<std::size_t>(size);
    const std::string json = R"({"inputs":[{"name":"scan","shape":[1,3,224,224],"datatype":")" +
                             std::string(type) + R"(","parameters":{"binary_data_size":)" +
                             std::to_string(bytes) + "}}]}";
    const std::string body = json + std::string(bytes, '\0');
    const double time = fastest(type, [&] {
      EXPECT_TRUE(succeeded(parse_infer_request(plan, body, std::to_string(json.size()))));
    });
    EXPECT_LT(time, 200);
  }
}

TEST(Speed, OfAnImageInJson) {
  const Plan plan = scan_plan();
  for (const bool integers : {true, false}) {
    std::string body = R"({"inputs":[{"name":"scan","shape":[1,3,224,224],"datatype":")" +
                       std::string(integers ? "UINT8" : "FP32") + R"(","data":[)";
    for (std::size_t i = 0; i < kValues; ++i) {
      if (i > 0) body += ',';
      body += integers ? std::to_string(i % 256)
                       : std::to_string(static_cast<double>(i * 7919 % 100'003) / 100'003);
    }
    body += "]}]}";
    const double time = fastest(integers ? "JSON, integers" : "JSON, decimals", [&] {
      EXPECT_TRUE(succeeded(parse_infer_request(plan, body)));
    });
    EXPECT_LT(time, 2000);
  }
}

}  // namespace
}  // namespace medisc::test
