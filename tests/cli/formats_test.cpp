// Every verb that prints does so as a table, as JSON and as CSV, with the same contents.
#include <algorithm>
#include <sstream>

#include "tests/cli/site.hpp"

namespace medisc::test {
namespace {

Words with_format(Words words, const std::string& format) {
  words.insert(words.end(), {"--format", format});
  return words;
}

/// Lines of CSV without quoted cells.
std::vector<Words> cells_of(const std::string& csv) {
  std::vector<Words> rows;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);) {
    Words& row = rows.emplace_back();
    std::istringstream cells(line + ",");
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
  }
  return rows;
}

void expect_same_contents(const Outcome& json, const Outcome& csv, const Outcome& table) {
  ASSERT_TRUE(succeeded(json));
  ASSERT_TRUE(succeeded(csv));
  ASSERT_TRUE(succeeded(table));
  const Report report = json.report();
  EXPECT_EQ(report.fact("medisc"), "2");
  std::vector<Row> rows{report.facts};
  if (!report.tables.empty()) rows = report.tables.begin()->second;
  for (Row& row : rows) row.erase("medisc");

  const auto cells = cells_of(csv.out);
  ASSERT_EQ(cells.size(), rows.size() + 1) << csv.out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(cells[i + 1].size(), cells[0].size());
    Row row;
    for (std::size_t c = 0; c < cells[0].size(); ++c) row[cells[0][c]] = cells[i + 1][c];
    EXPECT_EQ(row, rows[i]);
  }
  const auto lines = std::ranges::count(table.out, '\n');
  EXPECT_GE(lines, static_cast<std::ptrdiff_t>(rows.size()));
  EXPECT_THAT(table.out, testing::Not(testing::HasSubstr("{")));
}

TEST(Formats, SayTheSame) {
  Site site;
  site.start();
  site.stock(4, 3);
  ASSERT_TRUE(succeeded(site.diagnose(2)));
  const std::string service = site.path("service.toml");
  const std::string records = (examples() / "records.csv").string();
  std::vector<Words> verbs{
      {"keygen", "--show", site.path("hospital.key")},
      {"plan", "--config", service},
      {"plan", (examples() / "model_norm.onnx").string()},
      {"reference", "--config", service, "--records", records, "--limit", "3"}};
  for (const char* role : {"dealer", "service", "hospital"}) {
    for (const char* what : {"pools", "sessions", "layers", "peers"}) {
      verbs.push_back({"stats", what, "--config", site.path(std::string(role) + ".toml")});
    }
  }
  verbs.push_back({"stats", "pools", "--database", site.path("dealer.sqlite")});
  verbs.push_back({"stats", "peers", "--database", site.path("service.sqlite")});
  for (const Words& verb : verbs) {
    SCOPED_TRACE(verb[0] + " " + verb[1]);
    // A table abbreviates; "table" is also what is printed without --format.
    const Outcome table = site.run(verb);
    EXPECT_EQ(table.out, site.run(with_format(verb, "table")).out);
    expect_same_contents(site.run(with_format(verb, "json")),
                         site.run(with_format(verb, "csv")), table);
  }
}

TEST(Formats, OfVerbsThatUseSomethingUp) {
  Site site;
  site.start();
  site.stock(1, 0);
  const std::string dealer = site.path("dealer.toml");
  const std::string hospital = site.path("hospital.toml");
  const std::string records = (examples() / "records.csv").string();
  for (const Words& verb : std::vector<Words>{
           {"dealer", "fill", "--config", dealer, "--model", "breast", "--count", "2"},
           {"hospital", "prepare", "--config", hospital, "--model", "breast", "--count", "2"},
           {"hospital", "diagnose", "--config", hospital, "--model", "breast", "--records",
            records, "--limit", "1"}}) {
    SCOPED_TRACE(verb[1]);
    const Outcome json = site.run(with_format(verb, "json"));
    ASSERT_TRUE(succeeded(json));
    EXPECT_EQ(json.report().fact("medisc"), "2");
    const Outcome csv = site.run(with_format(verb, "csv"));
    ASSERT_TRUE(succeeded(csv));
    const auto cells = cells_of(csv.out);
    ASSERT_EQ(cells.size(), 2U);
    EXPECT_EQ(cells[0].size(), cells[1].size());
    const Outcome table = site.run(verb);
    ASSERT_TRUE(succeeded(table));
    EXPECT_THAT(table.out, testing::Not(testing::HasSubstr("{")));
    if (verb[1] == "diagnose") {
      EXPECT_THAT(table.out, testing::HasSubstr("wdbc-001"));
    }
    if (verb[1] == "fill") {
      ASSERT_TRUE(succeeded(site.fill(6)));
    }
  }
}

}  // namespace
}  // namespace medisc::test
