#include "records/records.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "tests/plan/refused.hpp"
#include "tests/records/forms.hpp"
#include "tests/records/npy_sample.hpp"
#include "tests/records/npz_sample.hpp"
#include "tests/records/scratch_file.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;

Result<RecordTable> read(const std::string& name, const std::string& bytes,
                         std::optional<std::size_t> columns = std::nullopt) {
  return read_records(ScratchFile(name, bytes).path(), columns);
}

auto refused(const char* text) {
  return Refused(ErrorCode::kBadInput, text);
}

TEST(Records, ByExtension) {
  EXPECT_THAT(read("r.csv", "a,b\n1,2\n", 2)->values, ElementsAre(1, 2));
  const auto table =
      read("r.npy", npy_bytes(npy_header("<f4", "(2, 2)"), raw<float>({1, 2, 3, 4})), 2);
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_EQ(table->rows, 2U);
  EXPECT_THAT(table->ids, ElementsAre("1", "2"));
  EXPECT_THAT(table->row(1), ElementsAre(3, 4));
  EXPECT_THAT(read("R.TSV", "a\tb\n1\t2\n", 2)->values, ElementsAre(1, 2));
  EXPECT_THAT(read("r.txt", "7 2\n", 2)->values, ElementsAre(7, 2));
  EXPECT_THAT(read("r.xlsx", "PK"), refused("neither text (.csv"));
}

TEST(Records, ArraysAreFlattened) {
  const auto table =
      read("r.npy", npy_bytes(npy_header("|u1", "(1, 2, 2)"), raw<std::uint8_t>({1, 2, 3, 4})));
  EXPECT_EQ(table->columns, 4U);
  EXPECT_THAT(table->shapes, ElementsAre(ElementsAre(2, 2)));
}

TEST(Records, RefusesArrays) {
  const auto with = [](const std::string& shape, const std::vector<float>& values) {
    return read("r.npy", npy_bytes(npy_header("<f4", shape), raw<float>(values)), 2);
  };
  EXPECT_THAT(with("(3,)", {1, 2, 3}), refused("found 1 dimensions"));
  EXPECT_THAT(with("(0, 2)", {}), refused("holds no records"));
  EXPECT_THAT(with("(1, 3)", {1, 2, 3}), refused("has 3 columns; expected 2"));
  EXPECT_THAT(with("(2, 2)", {1, 2, 3, std::nanf("")}), refused("row 2, column 2"));
  EXPECT_THAT(with("(2, 2)", {1, -INFINITY, 3, 4}), refused("row 1, column 2"));
}

TEST(Records, NamesTheFile) {
  EXPECT_THAT(read("broken.csv", "a,b\n1\n"), refused("broken.csv: line 2"));
  EXPECT_THAT(read("broken.npy", "x"), refused("broken.npy: it does not begin"));
  EXPECT_THAT(read_records("/nowhere/r.csv"), refused("/nowhere/r.csv is not a file"));
}

TEST(Records, WithAManifest) {
  const Manifest manifest = two_part_manifest();
  const std::string image = npy_bytes(npy_header("|u1", "(1, 2, 2)"), std::string(4, '\x07'));
  const std::string table = npy_bytes(npy_header("<f8", "(1, 2)"), raw<double>({50, 1}));
  const ScratchFile file("r.npz", npz_bytes({{"image.npy", image}, {"table.npy", table}}));
  const auto read = read_records(file.path(), manifest);
  ASSERT_TRUE(read.has_value()) << render(read.error());
  EXPECT_THAT(read->values, ElementsAre(7, 7, 7, 7, 50, 1));
  const ScratchFile text("r.csv", "sex,a,b,c,d,age\n1,7,7,7,7,50\n");
  EXPECT_THAT(read_records(text.path(), manifest)->values, ElementsAre(7, 7, 7, 7, 50, 1));
  Manifest unfit = manifest;
  unfit.parts[0].shape = {0};
  EXPECT_THAT(read_records(text.path(), unfit), refused("the manifest's part 'image'"));
}

TEST(Records, OfTextInAnyEncoding) {
  const std::string utf16(
      "\xFF\xFE"
      "a\0;\0b\0\n\0"
      "1\0;\0"
      "2\0\n\0",
      18);
  const auto table = read("r.csv", utf16, 2);
  ASSERT_TRUE(table.has_value()) << render(table.error());
  EXPECT_THAT(table->values, ElementsAre(1, 2));
  EXPECT_EQ(table->notes.front(), "the text is UTF-16");
  EXPECT_THAT(read("r.csv", "PK\x03\x04"), refused("r.csv is a zip archive"));
}

}  // namespace
}  // namespace medisc
