#include "site/range_price.hpp"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "config/service_config.hpp"
#include "site/config_checks.hpp"
#include "site/configured_model.hpp"
#include "site/model_files.hpp"
#include "tests/records/scratch_file.hpp"
#include "tests/site/three_sites.hpp"

namespace medisc::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// The breast example's ranges with that of the area so many times as wide.
std::string ranges_text(double times) {
  std::ifstream file(breast() / "ranges.csv");
  std::string names;
  std::string ranges;
  std::getline(file, names);
  std::getline(file, ranges);
  std::istringstream cells(ranges);
  std::string text;
  int column = 0;
  for (std::string cell; std::getline(cells, cell, ','); ++column) {
    if (column == 3) cell = std::to_string(std::stod(cell) * times);
    text += (text.empty() ? "" : ",") + cell;
  }
  return names + "\n" + text + "\n";
}

ModelFiles files(const ScratchFile& ranges, bool price) {
  ModelFiles files;
  files.network = breast() / "model.onnx";
  files.ranges = ranges.path();
  files.samples = breast() / "records.csv";
  files.price_ranges = price;
  return files;
}

PlanOptions any_ring() {
  PlanOptions options;
  options.widen_ring = true;
  return options;
}

TEST(RangePrice, IsToldInErrorsAndTraffic) {
  const ScratchFile ranges("ranges.csv", ranges_text(4096));
  const auto model = load_model(files(ranges, true), any_ring());
  ASSERT_TRUE(succeeded(model));
  const Fidelity& fidelity = *model->fidelity;
  ASSERT_TRUE(fidelity.within_reach.has_value());
  EXPECT_LT(fidelity.within_reach->p99, fidelity.p99);
  EXPECT_GT(fidelity.within_reach->payload, 0U);
  EXPECT_THAT(wide_ranges_text(*model),
              AllOf(HasSubstr("the range of 'mean_area' is 2^14 times what samples reach"),
                    HasSubstr("of the spread instead of"), HasSubstr("bytes instead of")));
}

TEST(RangePrice, IsAskedForAndOnlyOfWideRanges) {
  const ScratchFile wide("ranges.csv", ranges_text(64));
  const auto unasked = load_model(files(wide, false), any_ring());
  ASSERT_TRUE(succeeded(unasked));
  EXPECT_FALSE(unasked->fidelity->within_reach.has_value());
  EXPECT_EQ(wide_ranges_text(*unasked),
            "the range of 'mean_area' is 2^8 times what samples reach");
  const ScratchFile fitting("ranges.csv", ranges_text(1));
  const auto well = load_model(files(fitting, true), any_ring());
  ASSERT_TRUE(succeeded(well));
  EXPECT_FALSE(well->fidelity->within_reach.has_value());
  EXPECT_EQ(wide_ranges_text(*well), "");
}

/// A plan that is refused for it says so.
TEST(RangePrice, StandsInARefusal) {
  const ScratchFile ranges("ranges.csv", ranges_text(65536));
  const auto refused = load_model(files(ranges, true), any_ring());
  EXPECT_TRUE(failed(refused, ErrorCode::kFidelity, "the range of 'mean_area'"));
  EXPECT_TRUE(failed(refused, ErrorCode::kFidelity, "of the spread instead of"));
}

using RangePriceOfAService = ThreeSites;

TEST_F(RangePriceOfAService, IsToldByACheckAndNotAskedForByAStart) {
  std::ofstream(path("wide.csv")) << ranges_text(4096);
  write_service("[[models]]\nname = \"wide\"\nfile = \"" + (breast() / "model.onnx").string() +
                "\"\ninput_range = \"wide.csv\"\nsamples = \"" +
                (breast() / "records.csv").string() + "\"\n");
  const auto checks = check_configuration(path("service.toml"));
  ASSERT_TRUE(succeeded(checks));
  EXPECT_EQ(checks->back().name, "wide");
  EXPECT_THAT(checks->back().note, HasSubstr("of the spread instead of"));
  const auto config = load_service_config(path("service.toml"));
  ASSERT_TRUE(succeeded(config));
  const auto served = compile_model(config->models.back(), Seed{});
  ASSERT_TRUE(succeeded(served));
  EXPECT_FALSE(served->fidelity->wide_ranges.empty());
  EXPECT_FALSE(served->fidelity->within_reach.has_value());
}

}  // namespace
}  // namespace medisc::test
