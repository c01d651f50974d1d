// The options of reading records, to what is printed and what is spent.
#include <sstream>

#include "tests/cli/site.hpp"
#include "tests/import/sample.hpp"

namespace medisc::test {
namespace {

using testing::HasSubstr;

/// y = W x + b of two named features.
class Reading : public testing::Test {
 protected:
  Reading() {
    OnnxSample model({2});
    model.constant("w", {2, 2}, {1, 0, 0, 1}).constant("b", {2}, {0, 0});
    model.node("MatMul", "x w", "h");
    model.node("Add", "h b", "y");
    site_.write("model.onnx", model.bytes());
    site_.write("model.toml",
                "[[inputs]]\nfeatures = [\"age\", \"weight\"]\nleast = [0, 0]\n"
                "largest = [128, 256]\n[task]\nkind = \"classes\"\n");
  }

  Outcome read(const std::string& text, const Words& more) {
    site_.write("records.csv", text);
    Words words{"reference", site_.path("model.onnx"),
                "--records", site_.path("records.csv"),
                "--format",  "json"};
    words.insert(words.end(), more.begin(), more.end());
    return site_.run(words, 60s);
  }

  /// Diagnoses of a run that succeeds.
  Words diagnoses(const std::string& text, const Words& more = {}) {
    const Outcome done = read(text, more);
    EXPECT_TRUE(succeeded(done));
    return column(done.report().table("results"), "diagnosis");
  }

  Site site_;
  const Words both_{"class 0", "class 1"};
};

TEST_F(Reading, ColumnsAreMatchedByNameInAnyOrder) {
  EXPECT_EQ(diagnoses("age,weight\n90,60\n20,200\n"), both_);
  EXPECT_EQ(diagnoses("weight,MRN,age\n60,a,90\n200,b,20\n"), both_);
  EXPECT_TRUE(refused(read("age,wieght\n90,60\n", {}), 2, {"records.csv", "wieght"}));
  EXPECT_TRUE(refused(read("age,weight,ward\n90,60,3\n", {}), 2, {"ward"}));
  EXPECT_EQ(diagnoses("age,weight,ward\n90,60,3\n20,200,4\n", {"--ignore-column", "ward"}),
            both_);
}

TEST_F(Reading, TheColumnOfNamesCanBeChosen) {
  const Outcome done = read("bed,age,weight\nx7,90,60\n", {"--id-column", "bed"});
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(column(done.report().table("results"), "record"), (Words{"x7"}));
}

TEST_F(Reading, WithoutAHeaderItMustBeSaid) {
  EXPECT_TRUE(refused(read("90,60\n20,200\n", {}), 2, {"records.csv", "--header no"}));
  EXPECT_EQ(diagnoses("90,60\n20,200\n", {"--header", "no"}), both_);
}

TEST_F(Reading, DecimalCommasAreFoundAndSaid) {
  const Outcome done = read("age;weight\n90,5;60\n20;200,25\n", {});
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(column(done.report().table("results"), "diagnosis"), both_);
  EXPECT_THAT(done.err, HasSubstr("medisc: note: numbers have decimal commas"));
}

TEST_F(Reading, ValuesOutOfRangeAreRefusedClippedOrLeft) {
  const std::string text = "age,weight\n300,60\n-1,200\n";
  EXPECT_TRUE(refused(read(text, {}), 2, {"age", "out of the model's range"}));
  EXPECT_EQ(diagnoses(text, {"--out-of-range", "clip"}), both_);
}

TEST_F(Reading, ABadRecordCanBeShownWithItsErrorAmongTheOthers) {
  const std::string text = "id,age,weight\na,90,60\nb,,70\nc,20,200\n";
  EXPECT_TRUE(refused(read(text, {}), 2, {"row 2", "age"}));
  const Outcome done = read(text, {"--skip-bad"});
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(done.report().fact("records"), "2");
  EXPECT_EQ(done.report().fact("bad_records"), "1");
  const auto results = done.report().table("results");
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[2].at("record"), "b");
  EXPECT_THAT(results[2].at("error"), HasSubstr("age"));
  EXPECT_TRUE(refused(read("id,age,weight\nb,,70\n", {"--skip-bad"}), 2,
                      {"no record can be read", "age"}));
}

/// A bad record costs no bundle.
TEST(ReadingSpends, NothingForABadRecord) {
  Site site;
  site.start();
  site.stock(2, 2);
  std::string text;
  std::istringstream lines(contents((examples() / "records.csv").string()));
  for (int i = 0; i < 3; ++i) {
    std::string line;
    std::getline(lines, line);
    const std::size_t first = line.find(',') + 1;
    if (i == 2) line.erase(first, line.find(',', first) - first);
    text += line + '\n';
  }
  site.write("bad.csv", text);
  const Outcome done =
      site.diagnose({"--records", site.path("bad.csv"), "--skip-bad", "--format", "json"});
  ASSERT_TRUE(succeeded(done));
  EXPECT_EQ(done.report().fact("bad_records"), "1");
  EXPECT_EQ(site.level("service", "consumed"), 1U);
}

}  // namespace
}  // namespace medisc::test
