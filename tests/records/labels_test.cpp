#include "records/labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "npy_sample.hpp"
#include "npz_sample.hpp"
#include "scratch_file.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string int64_npy(const std::vector<std::int64_t>& labels, const std::string& shape) {
  return npy_bytes(npy_header("<i8", shape), raw(labels));
}

void expect_refused(const std::string& name, const std::string& bytes, const std::string& part,
                    std::size_t records = 3) {
  SCOPED_TRACE(part);
  const ScratchFile file(name, bytes);
  const auto labels = read_labels(file.path(), records, 3);
  ASSERT_FALSE(labels.has_value());
  EXPECT_EQ(labels.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(labels.error().context, HasSubstr(file.path().string()));
  EXPECT_THAT(labels.error().context, HasSubstr(part));
}

TEST(Labels, ComeFromIntegerArrays) {
  const ScratchFile flat("y.npy", int64_npy({2, 0, 1}, "(3,)"));
  EXPECT_THAT(read_labels(flat.path(), 3, 3).value(), ElementsAre(2, 0, 1));
  const ScratchFile column("y.npy", int64_npy({1, 1}, "(2, 1)"));
  EXPECT_THAT(read_labels(column.path(), 2, 2).value(), ElementsAre(1, 1));
  const ScratchFile bytes("y.npy",
                          npy_bytes(npy_header("|u1", "(2,)"), raw<std::uint8_t>({0, 9})));
  EXPECT_THAT(read_labels(bytes.path(), 2, 10).value(), ElementsAre(0, 9));
}

TEST(Labels, ComeFromOneColumnOfCsv) {
  const ScratchFile plain("y.csv", "2\n0\n1\n");
  EXPECT_THAT(read_labels(plain.path(), 3, 3).value(), ElementsAre(2, 0, 1));
  const ScratchFile headed("y.csv", "label\n1\n0\n");
  EXPECT_THAT(read_labels(headed.path(), 2, 2).value(), ElementsAre(1, 0));
}

TEST(Labels, OutOfRangeAreNamedByTheirRow) {
  expect_refused("y.npy", int64_npy({0, 3, 1}, "(3,)"), "row 2: a label out of range");
  expect_refused("y.npy", int64_npy({0, 1, -1}, "(3,)"), "row 3: a label out of range");
  expect_refused("y.csv", "label\n0\n1\n7\n", "row 3: a label out of range");
}

TEST(Labels, ThatAreNoneAreRefused) {
  expect_refused("y.npy", npy_bytes(npy_header("<f4", "(3,)"), raw<float>({0, 1.5F, 2})),
                 "row 2: a number that is not whole");
  expect_refused("y.npy", int64_npy({0, 1, 2, 0, 1, 2}, "(3, 2)"), "2 dimensions");
  expect_refused("y.npy", "no array", "NumPy");
  expect_refused("y.csv", "0\n1.5\n2\n", "row 2: a number that is not whole");
  expect_refused("y.csv", "0\nnan\n2\n", "row 2: no label");
  expect_refused("y.csv", "0\nmalignant\n2\n", "row 2: a label in text");
  expect_refused("y.csv", "0,1\n", "2 columns");
  expect_refused("y.json", "0\n", "neither");
}

TEST(Labels, OfEveryNumberType) {
  const ScratchFile floats("y.npy",
                           npy_bytes(npy_header("<f8", "(3,)"), raw<double>({2, 0, 1})));
  EXPECT_THAT(read_labels(floats.path(), 3, 3).value(), ElementsAre(2, 0, 1));
  const ScratchFile small("y.npy",
                          npy_bytes(npy_header("|i1", "(2, 1)"), raw<std::int8_t>({1, 0})));
  EXPECT_THAT(read_labels(small.path(), 2, 2).value(), ElementsAre(1, 0));
  const ScratchFile truths("y.npy",
                           npy_bytes(npy_header("|b1", "(2,)"), raw<std::uint8_t>({1, 0})));
  EXPECT_THAT(read_labels(truths.path(), 2, 2).value(), ElementsAre(1, 0));
  EXPECT_FALSE(read_labels(truths.path(), 2, 3).has_value());
}

TEST(Labels, NamedByText) {
  const std::vector<std::string> names{"Benign", "malignant"};
  const ScratchFile array(
      "y.npy", npy_bytes(npy_header("|S9", "(2,)"), std::string("malignantbenign\0\0\0", 18)));
  EXPECT_THAT(read_labels(array.path(), 2, 2, names).value(), ElementsAre(1, 0));
  EXPECT_FALSE(read_labels(array.path(), 2, 2).has_value());
  for (const char* text : {"malignant\nbenign\n", "label\nM\nB\n", "dx\nMalignant\nBENIGN\n",
                           "True\nFalse\n", "1.0\n0.0\n"}) {
    const ScratchFile file("y.csv", text);
    const auto with = std::string(text).starts_with("T") ? std::vector<std::string>{} : names;
    const auto labels = read_labels(file.path(), 2, 2, with);
    ASSERT_TRUE(labels.has_value()) << text << render(labels.error());
    EXPECT_THAT(*labels, ElementsAre(1, 0));
  }
}

TEST(Labels, BesideIdsOrRowNumbers) {
  for (const char* text : {"id,label\np1,1\np2,0\n", ",0\n0,1\n1,0\n",
                           "Outcome;ward\n1;a\n0;b\n", "\xEF\xBB\xBFlabel\r\n1\r\n0\r\n"}) {
    const ScratchFile file("y.csv", text);
    const auto labels = read_labels(file.path(), 2, 2);
    ASSERT_TRUE(labels.has_value()) << text << render(labels.error());
    EXPECT_THAT(*labels, ElementsAre(1, 0));
  }
}

TEST(Labels, APandasHeaderIsNoLabel) {
  const ScratchFile file("y.csv", "0\n1\n0\n");
  const auto labels = read_labels(file.path(), 2, 2);
  ASSERT_FALSE(labels.has_value());
  EXPECT_THAT(labels.error().hint, HasSubstr("pandas"));
}

TEST(Labels, AreOneARecord) {
  expect_refused("y.npy", int64_npy({0, 1}, "(2,)"), "2 labels for 3 records");
  expect_refused("y.csv", "0\n1\n2\n0\n", "4 labels for 3 records");
}

TEST(Labels, OfAnArchiveAreTheArrayThatIsCalledSoOrFits) {
  const std::string labels = int64_npy({2, 0, 1}, "(3,)");
  const std::string table = int64_npy({1, 2, 3, 4, 5, 6}, "(3, 2)");
  for (const auto& archive : {npz_bytes({{"x.npy", labels}, {"y.npy", labels}}),
                              npz_bytes({{"x.npy", table}, {"seen.npy", labels}}),
                              npz_bytes({{"y.npy", table}, {"label.npy", labels}})}) {
    const ScratchFile file("y.npz", archive);
    EXPECT_THAT(read_labels(file.path(), 3, 3).value(), ElementsAre(2, 0, 1));
  }
  expect_refused("y.npz", npz_bytes({{"a.npy", labels}, {"b.npy", labels}}),
                 "more than one of its arrays may hold the labels; it has: a [3], b [3]");
  expect_refused("y.npz", npz_bytes({{"x.npy", table}}), "none of its arrays holds labels");
  expect_refused("y.npz", npz_bytes({{"y.npy", int64_npy({0, 3, 1}, "(3,)")}}),
                 "array y: row 2: a label out of range");
}

TEST(Logits, AreOneRowARecordAndOneColumnAnOutput) {
  const ScratchFile file(
      "l.npy", npy_bytes(npy_header("<f4", "(2, 2)"), raw<float>({1.5F, -2, 0.25F, 4})));
  EXPECT_THAT(read_logits(file.path(), 2, 2).value(), ElementsAre(1.5, -2, 0.25, 4));
  const auto rows = read_logits(file.path(), 3, 2);
  ASSERT_FALSE(rows.has_value());
  EXPECT_THAT(rows.error().context, HasSubstr("2 rows of logits for 3 records"));
  const auto columns = read_logits(file.path(), 2, 3);
  ASSERT_FALSE(columns.has_value());
  EXPECT_THAT(columns.error().context, HasSubstr("2 columns; expected 3"));
  const ScratchFile counted("l.csv", "0,1\n0.5,2\n");
  EXPECT_THAT(read_logits(counted.path(), 1, 2).value(), ElementsAre(0.5, 2));
  EXPECT_THAT(read_logits(counted.path(), 2, 2).value(), ElementsAre(0, 1, 0.5, 2));
  const ScratchFile broken("l.csv", "1,nan\n");
  EXPECT_FALSE(read_logits(broken.path(), 1, 2).has_value());
}

}  // namespace
}  // namespace medisc
