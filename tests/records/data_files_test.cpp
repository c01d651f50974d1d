// One table in the many forms in which people have it, where they are at hand.
#include <cmath>

#include <gmock/gmock.h>

#include "records/labels.hpp"
#include "records/records.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::filesystem::path kFolder = MEDISC_SOURCE_DIR "/../shared/cases/data-files";

/// Four features without names, three classes without names.
Manifest manifest() {
  Manifest manifest;
  manifest.parts.push_back({"x", {4}, Layout::kFlat, {}, {}, {}, {}});
  manifest.outcome.shape = {3};
  return manifest;
}

class DataFiles : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kFolder)) GTEST_SKIP() << "no data files here";
  }

  static Result<RecordTable> read(const std::string& name, const ReadOptions& options = {}) {
    return read_records(kFolder / name, manifest(), options);
  }

  static void expect_six(const std::string& name, double tolerance = 0,
                         const ReadOptions& options = {}) {
    SCOPED_TRACE(name);
    const auto right = read("records.npy");
    const auto table = read(name, options);
    ASSERT_TRUE(table.has_value()) << render(table.error());
    ASSERT_EQ(table->rows, 6U);
    ASSERT_EQ(table->values.size(), right->values.size());
    for (std::size_t i = 0; i < table->values.size(); ++i) {
      EXPECT_NEAR(table->values[i], right->values[i], tolerance);
    }
  }

  static void expect_refused(const std::string& name, const char* text) {
    SCOPED_TRACE(name);
    const auto table = read(name);
    EXPECT_THAT(table, Refused(ErrorCode::kBadInput, text));
    ASSERT_FALSE(table.has_value());
    EXPECT_THAT(table.error().context, HasSubstr(name));
  }
};

TEST_F(DataFiles, AreTheSameSixRecords) {
  for (const char* name : {"bom.csv",
                           "comment.csv",
                           "cr-only.csv",
                           "id-last.csv",
                           "label-first-no-id.csv",
                           "label-outcome.csv",
                           "latin1-header.csv",
                           "no-final-newline.csv",
                           "pandas-numeric-header-index.csv",
                           "patient-id.csv",
                           "quoted-all.csv",
                           "semicolon-decimal-comma.csv",
                           "sep-line.csv",
                           "trailing-comma-header-only.csv",
                           "tab.tsv",
                           "UPPER.CSV",
                           "3d.npy",
                           "be-f8.npy",
                           "f8.npy",
                           "fortran.npy",
                           "structured.npy",
                           "v2.npy",
                           "arrc.npz"}) {
    expect_six(name);
  }
  expect_six("f2.npy", 2e-3);
}

TEST_F(DataFiles, WithIds) {
  EXPECT_EQ(read("patient-id.csv")->ids[5], "P005");
  EXPECT_EQ(read("id-last.csv")->ids[5], "5");
  EXPECT_EQ(read("trailing-comma-header-only.csv")->ids[0], "842302");
}

TEST_F(DataFiles, WithLabels) {
  for (const char* name :
       {"label-first-no-id.csv", "label-outcome.csv", "trailing-comma-header-only.csv"}) {
    EXPECT_THAT(read(name)->labels, ElementsAre(2, 2, 2, 2, 2, 0)) << name;
  }
  for (const char* name : {"labels.npy", "lab-f8.npy", "lab-i1.npy", "lab-i4.npy"}) {
    const auto labels = read_labels(kFolder / name, 6, 3);
    ASSERT_TRUE(labels.has_value()) << render(labels.error());
    EXPECT_THAT(*labels, ElementsAre(2, 2, 2, 2, 2, 0)) << name;
  }
  EXPECT_THAT(*read_labels(kFolder / "lab-str.npy", 6, 3, {"a", "b", "c"}),
              ElementsAre(2, 2, 2, 2, 2, 0));
  EXPECT_THAT(read_labels(kFolder / "lab-str.npy", 6, 3),
              Refused(ErrorCode::kBadInput, "row 1: a label in text"));
}

TEST_F(DataFiles, WithLabelsThatAreNoClasses) {
  expect_refused("kaggle-trailing-comma-header.csv",
                 "line 2 (row 1), column 2 (diagnosis): a label in text");
  expect_refused("label-bool.csv", "line 2 (row 1), column 5 (label): true or false");
  ReadOptions options;
  options.labels = false;
  expect_six("kaggle-trailing-comma-header.csv", 0, options);
  expect_six("label-bool.csv", 0, options);
  options.labels = true;
  options.classes = {"malignant", "other", "benign"};
  EXPECT_THAT(read("kaggle-trailing-comma-header.csv", options)->labels,
              ElementsAre(2, 2, 2, 2, 2, 0));
}

TEST_F(DataFiles, OfOtherNumbers) {
  EXPECT_THAT(read("dot-start.csv")->values, ElementsAre(0.5, 1, -0.5, 0.5));
  EXPECT_THAT(read("nbsp.csv")->values, ElementsAre(1.5, 1, 2, 3));
  EXPECT_THAT(read("unicode-minus.csv")->values, ElementsAre(-1.5, 1, 2, 3));
  const auto integers = read("int-u1.npy");
  ASSERT_TRUE(integers.has_value());
  EXPECT_EQ(read("int-i1.npy")->values, integers->values);
  EXPECT_EQ(read("int-u4.npy")->values, integers->values);
}

TEST_F(DataFiles, AreRefusedForTheirCause) {
  expect_refused("0rows.npy", "holds no records");
  expect_refused("excel-date.csv", "line 2 (row 1), column 1 (age): a date");
  expect_refused("header-only.csv", "holds no records");
  expect_refused("hex.csv", "line 2 (row 1), column 1 (age): a hexadecimal number");
  expect_refused("missing-empty.csv", "line 4 (row 3), column 2 (sex): no value");
  expect_refused("missing-nan.csv", "line 4 (row 3), column 2 (sex): no value");
  expect_refused("missing-question.csv", "line 4 (row 3), column 2 (sex): no value");
  expect_refused("missing-lt.csv", "line 4 (row 3), column 2 (sex): a limit");
  expect_refused("object.npy", "Python objects");
  expect_refused("pickle.npy", "a Python pickle");
  expect_refused("ragged.csv", "line 2 (row 1) has 3 columns; expected 4");
  expect_refused("truncated.npy", "183 bytes of values");
}

TEST_F(DataFiles, OfOneBadRowLeaveTheOthers) {
  ReadOptions options;
  options.skip_bad = true;
  const auto table = read("missing-empty.csv", options);
  ASSERT_TRUE(table.has_value()) << render(table.error());
  ASSERT_EQ(table->problems.size(), 6U);
  for (std::size_t row = 0; row < 6; ++row) EXPECT_EQ(table->good(row), row != 2);
}

}  // namespace
}  // namespace medisc
