// Long bundles, and masked weights of several messages, cut by parties that are killed: what
// was stored is not sent again, and nothing is used twice.
#include <algorithm>
#include <iterator>

#include "correlation/chunks.hpp"
#include "messages/message.hpp"
#include "tests/cli/frame_proxy.hpp"
#include "tests/cli/site.hpp"
#include "tests/import/sample.hpp"

namespace medisc::test {
namespace {

constexpr std::size_t kFeatures = 4;

/// Two layers of many weights: over 16 MiB of D.
std::string model_of_many_weights() {
  constexpr std::int64_t kSize = 2300;
  const auto weights = [](std::int64_t rows, std::int64_t columns) {
    std::vector<float> values(static_cast<std::size_t>(rows * columns));
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<float>(i * 7919 % 2001) / 1000 - 1;
    }
    return values;
  };
  OnnxSample model({kFeatures});
  model.constant("w1", {kFeatures, kSize}, weights(kFeatures, kSize));
  model.constant("w2", {kSize, kSize}, weights(kSize, kSize));
  model.constant("w3", {kSize, 2}, weights(kSize, 2));
  model.node("MatMul", "x w1", "a");
  model.node("Relu", "a", "b");
  model.node("MatMul", "b w2", "c");
  model.node("Relu", "c", "d");
  model.node("MatMul", "d w3", "y");
  return model.bytes();
}

/// A few wide layers: bundles of many chunks.
std::string model_of_long_bundles() {
  OnnxSample model({kFeatures});
  constexpr std::int64_t kSize = 100'000;
  std::vector<float> rows;
  for (std::int64_t i = 0; i < 4 * kSize; ++i) {
    rows.push_back(static_cast<float>(i * 7919 % 2001) / 1000 - 1);
  }
  model.constant("w1", {kFeatures, kSize}, rows);
  model.constant("w2", {kSize, 2}, std::vector<float>(rows.begin(), rows.begin() + 2 * kSize));
  model.node("MatMul", "x w1", "a");
  model.node("Relu", "a", "b");
  model.node("MatMul", "b w2", "y");
  return model.bytes();
}

struct LongSite : Site {
  explicit LongSite(const std::string& model) {
    write("long.onnx", model);
    model_file = path("long.onnx");
    starting = 60s;
    write("records.csv", "a,b,c,d\n0.5,-0.25,1,-1\n-0.125,0.75,0.5,0\n");
    model_settings = "samples = \"" + path("records.csv") + "\"\n";
    model_settings += "input_range = 1\nfidelity = \"warn\"\ncomparison = \"chain\"\n";
    start();
  }

  /// Both records' results are the reference's, each on a bundle of its own.
  void expect_right_results() {
    const Outcome expected =
        run(verb({"reference"}, {"--records", path("records.csv")}, "service"), 60s);
    ASSERT_EQ(expected.status, 0) << expected.err;
    write("reference.json", expected.out);
    const std::size_t before = level("hospital", "consumed");
    const Outcome done =
        diagnose(Words{"--records", path("records.csv"), "--expect", path("reference.json")});
    ASSERT_EQ(done.status, 0) << done.err;
    EXPECT_EQ(level("hospital", "consumed"), before + 2);
    EXPECT_EQ(ids("hospital", "consumed"), ids("service", "consumed"));
    EXPECT_TRUE(usable_again().empty());
  }

  std::vector<std::string> usable_again() const {
    std::vector<std::string> found;
    std::ranges::set_intersection(ids("hospital", "consumed"), ids("service", "prepared"),
                                  std::back_inserter(found));
    return found;
  }
};

/// Sizes of the large frames that came down.
std::vector<std::size_t> large_frames(const FrameProxy& proxy) {
  std::vector<std::size_t> sizes;
  for (const Bytes& frame : proxy.passed(Way::kDown)) {
    if (frame.size() > kChunkBytes) sizes.push_back(frame.size());
  }
  return sizes;
}

/// Hello, proof, spent report, plan offer; then D.
constexpr std::size_t kFirstPart = 5;

class MaskedWeightsCut : public testing::Test {
 protected:
  MaskedWeightsCut() {
    if (site_.fill(4).status != 0) throw std::runtime_error("the dealer has dealt nothing");
    wire(site_.service_address);
  }

  void wire(const std::string& service) {
    direct_ = service;
    proxy_ = std::make_unique<FrameProxy>(service);
    site_.service_address = proxy_->address();
    site_.write_hospital_toml();
  }

  /// What was stored of the first message is not sent again.
  void expect_the_rest_is_sent() {
    const Outcome prepared = site_.prepare(2);
    ASSERT_EQ(prepared.status, 0) << prepared.err;
    const std::vector<std::size_t> sizes = large_frames(*proxy_);
    ASSERT_EQ(sizes.size(), 1U);
    EXPECT_LT(sizes[0], kChunksAtOnce / 2);
    site_.expect_right_results();
  }

  LongSite site_{model_of_many_weights()};
  std::string direct_;
  std::unique_ptr<FrameProxy> proxy_;
};

TEST_F(MaskedWeightsCut, ByTheServicesEnd) {
  proxy_->cut_after(Way::kDown, kFirstPart, [&] { site_.service().signal(SIGKILL); });
  EXPECT_TRUE(refused(site_.prepare(2), 3, {"peer-unavailable"}));
  ASSERT_TRUE(proxy_->has_cut());
  ASSERT_EQ(large_frames(*proxy_).size(), 1U);
  site_.start_service();
  wire(site_.service_address);
  expect_the_rest_is_sent();
}

TEST_F(MaskedWeightsCut, ByTheHospitalsEnd) {
  // Killed when the second part is on its way, so that the first is stored.
  std::unique_ptr<Process> hospital;
  std::mutex started;
  {
    const std::scoped_lock lock(started);
    proxy_->cut_after(Way::kDown, kFirstPart + 1, [&] {
      const std::scoped_lock running(started);
      hospital->signal(SIGKILL);
    });
    hospital = site_.begin(site_.verb({"hospital", "prepare"}, {"--count", "2"}, "hospital"));
  }
  ASSERT_EQ(hospital->wait(20s), 128 + SIGKILL) << hospital->err();
  ASSERT_EQ(large_frames(*proxy_).size(), 2U);
  wire(direct_);
  const Outcome prepared = site_.prepare(2);
  ASSERT_EQ(prepared.status, 0) << prepared.err;
  for (const std::size_t size : large_frames(*proxy_)) EXPECT_LT(size, kChunksAtOnce / 2);
  site_.expect_right_results();
}

TEST(LongBundleCut, TheDealerKilledWhileItDealsOne) {
  LongSite site(model_of_long_bundles());
  const auto filling = site.begin(site.verb({"dealer", "fill"}, {"--count", "1000"}, "dealer"));
  ASSERT_TRUE(eventually([&] { return !site.ids("dealer", "partial").empty(); }, 30s));
  filling->signal(SIGKILL);
  ASSERT_EQ(filling->wait(5s), 128 + SIGKILL);
  const auto partial = site.ids("dealer", "partial");
  const Outcome filled = site.fill(2);
  ASSERT_EQ(filled.status, 0) << filled.err;
  const auto burned = site.ids("dealer", "burned");
  EXPECT_TRUE(std::ranges::includes(burned, partial))
      << "what was not dealt to its end is gone";
  const Outcome prepared = site.prepare(2);
  ASSERT_EQ(prepared.status, 0) << prepared.err;
  site.expect_right_results();
}

TEST(LongBundleCut, TheDealerKilledWhileItSendsOne) {
  LongSite site(model_of_long_bundles());
  ASSERT_EQ(site.fill(3).status, 0);
  const std::string direct = site.dealer_address;
  FrameProxy proxy(direct);
  site.dealer_address = proxy.address();  // as the service calls it from now on
  site.start_service();
  // Of the service's conversation, in which the bundles' halves come.
  proxy.cut_after(Way::kDown, 5, [&] { site.dealer().signal(SIGKILL); });
  const Outcome cut = site.prepare(2);
  ASSERT_TRUE(proxy.has_cut());
  EXPECT_NE(cut.status, 0);
  site.start_dealer();
  site.start_service();
  const Outcome prepared = site.prepare(2);
  ASSERT_EQ(prepared.status, 0) << prepared.err;
  site.expect_right_results();
}

}  // namespace
}  // namespace medisc::test
