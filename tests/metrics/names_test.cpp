// Names are well formed, and whatever names a metric names one that there is.
#include "metrics/names.hpp"

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace medisc::test {
namespace {

std::string contents(const std::string& file) {
  const auto path = std::filesystem::path(MEDISC_SOURCE_DIR) / file;
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  if (text.str().empty()) throw std::runtime_error("there is no " + path.string());
  return text.str();
}

/// Names in a text, as Prometheus' queries have them.
std::set<std::string> names_in(const std::string& text) {
  static const std::regex kName("\\bmedisc_[a-z_]+");
  std::set<std::string> names;
  for (std::sregex_iterator at(text.begin(), text.end(), kName), end; at != end; ++at) {
    names.insert(at->str());
  }
  return names;
}

/// Names that a query may use for a metric.
std::set<std::string> queried_names() {
  std::set<std::string> names;
  for (const Metric* metric : metric::kAll) {
    if (metric->kind != MetricKind::kHistogram) {
      names.insert(metric->name);
      continue;
    }
    for (const char* part : {"_bucket", "_sum", "_count"}) {
      names.insert(std::string(metric->name) + part);
    }
  }
  return names;
}

TEST(MetricNames, FollowPrometheus) {
  std::set<std::string> seen;
  for (const Metric* metric : metric::kAll) {
    const std::string name = metric->name;
    EXPECT_TRUE(seen.insert(name).second) << name << " is there twice";
    EXPECT_TRUE(std::regex_match(name, std::regex("medisc_[a-z]+(_[a-z]+)*"))) << name;
    EXPECT_EQ(name.ends_with("_total"), metric->kind == MetricKind::kCounter) << name;
    if (metric->kind == MetricKind::kHistogram) {
      EXPECT_TRUE(name.ends_with("_seconds") || name.ends_with("_bytes")) << name;
    }
    EXPECT_TRUE(std::string(metric->help).ends_with(".")) << name;
  }
}

// What is missing in the list would be unknown to the registry.
TEST(MetricNames, AreAllInTheList) {
  const std::string text = contents("metrics/names.hpp");
  const std::regex declared("inline constexpr Metric k");
  const std::sregex_iterator first(text.begin(), text.end(), declared);
  EXPECT_EQ(std::distance(first, std::sregex_iterator()),
            static_cast<std::ptrdiff_t>(metric::kAll.size()));
}

TEST(MetricNames, OfTheDashboardAndTheAlertsExist) {
  const auto known = queried_names();
  for (const char* file :
       {"config/grafana/medisc.json", "config/prometheus/medisc-alerts.yml"}) {
    const auto used = names_in(contents(file));
    EXPECT_GE(used.size(), 4u) << file;
    for (const std::string& name : used) {
      EXPECT_TRUE(known.count(name)) << file << " asks for " << name;
    }
  }
}

TEST(MetricNames, AreAllDocumentedAndNoOther) {
  std::set<std::string> documented = names_in(contents("docs/formats.md"));
  std::set<std::string> all;
  for (const Metric* metric : metric::kAll) all.insert(metric->name);
  EXPECT_EQ(documented, all);
}

// All that the code reports comes from here.
TEST(MetricNames, StandInNoOtherSource) {
  const std::filesystem::path root(MEDISC_SOURCE_DIR);
  for (const char* folder : {"actors", "cli", "metrics", "storage", "config"}) {
    for (const auto& entry : std::filesystem::directory_iterator(root / folder)) {
      const auto file = std::filesystem::relative(entry.path(), root).string();
      if (!file.ends_with("pp") || file == "metrics/names.hpp") continue;
      const std::string text = contents(file);
      for (const Metric* metric : metric::kAll) {
        EXPECT_EQ(text.find(metric->name), std::string::npos) << file << ": " << metric->name;
      }
    }
  }
}

}  // namespace
}  // namespace medisc::test
