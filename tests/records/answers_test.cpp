#include "records/answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "npy_sample.hpp"
#include "npz_sample.hpp"
#include "scratch_file.hpp"
#include "tests/plan/refused.hpp"

namespace medisc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const AnswerForm kFindings{TaskKind::kFindings, {3}, 2, {"mass", "fluid", "node"}};
const AnswerForm kTwo{TaskKind::kFindings, {2}, 2, {"mass", "fluid"}};
const AnswerForm kMap{TaskKind::kMap, {2, 3}, 4, {}};
const AnswerForm kNumber{TaskKind::kNumber, {1}, 0, {"months"}};

std::string bytes_of(const std::vector<std::uint8_t>& values, const std::string& shape) {
  return npy_bytes(npy_header("|u1", shape), raw(values));
}

Result<Answers> read(const std::string& name, const std::string& bytes, std::size_t records,
                     const AnswerForm& form) {
  const ScratchFile file(name, bytes);
  return read_answers(file.path(), records, form);
}

std::vector<double> values(const std::string& name, const std::string& bytes,
                           std::size_t records, const AnswerForm& form) {
  const auto answers = read(name, bytes, records, form);
  EXPECT_TRUE(answers.has_value()) << render(answers.error());
  return answers ? answers->values : std::vector<double>{};
}

void expect_refused(const std::string& name, const std::string& bytes, const AnswerForm& form,
                    const std::string& part, const std::string& hint = "") {
  SCOPED_TRACE(part);
  const auto answers = read(name, bytes, 2, form);
  ASSERT_THAT(answers, Refused(ErrorCode::kBadInput, part));
  EXPECT_THAT(answers.error().context, HasSubstr(name));
  EXPECT_THAT(answers.error().hint, HasSubstr(hint));
}

TEST(Answers, OfFindingsGoByNameInAnyOrder) {
  EXPECT_THAT(values("y.csv", "node,id,Mass,fluid\n1,p1,0,0\n0,p2,1,1\n", 2, kFindings),
              ElementsAre(0, 0, 1, 1, 1, 0));
  expect_refused("y.csv", "mass,fluid,nodes\n1,0,0\n0,1,1\n", kFindings,
                 "no column for: node; unknown: column 3 (nodes)", "1 for each finding");
}

TEST(Answers, OfFindingsWithoutNamesGoInOrder) {
  EXPECT_THAT(values("y.csv", "1,0,0\n0,1,1\n", 2, kFindings), ElementsAre(1, 0, 0, 0, 1, 1));
  const auto answers = read("y.csv", "a,b,c\n1,0,0\n0,1,1\n", 2, kFindings);
  ASSERT_TRUE(answers.has_value());
  EXPECT_THAT(answers->values, ElementsAre(1, 0, 0, 0, 1, 1));
  EXPECT_THAT(answers->notes, ElementsAre(HasSubstr("taken in their order")));
}

/// Rows of 0 and 1 look like a header that counts columns: as many rows as records tell.
TEST(Answers, AFirstLineOfNumbersIsAHeaderOnlyWhereItIsOneTooMany) {
  EXPECT_THAT(values("y.csv", "0,1\n1,1\n", 2, kTwo), ElementsAre(0, 1, 1, 1));
  EXPECT_THAT(values("y.csv", "0,1\n1,1\n1,0\n", 2, kTwo), ElementsAre(1, 1, 1, 0));
  EXPECT_THAT(values("y.csv", "0,1,2\n1,1,0\n1,0,1\n", 2, kFindings),
              ElementsAre(1, 1, 0, 1, 0, 1));
  EXPECT_THAT(values("y.csv", "0,1,2,3,0,1\n1,1,1,1,1,1\n", 2, kMap),
              ElementsAre(0, 1, 2, 3, 0, 1, 1, 1, 1, 1, 1, 1));
}

TEST(Answers, OfOneNumberMayBeCalledLikeALabel) {
  EXPECT_THAT(values("y.csv", "id,target\np1,1.5\np2,-2\n", 2, kNumber), ElementsAre(1.5, -2));
  EXPECT_THAT(values("y.csv", "months\n3\n4\n", 2, kNumber), ElementsAre(3, 4));
  EXPECT_THAT(values("y.npy", bytes_of({7, 8}, "(2,)"), 2, kNumber), ElementsAre(7, 8));
}

TEST(Answers, OfAMapAreAnArrayOrFlatRows) {
  const std::vector<std::uint8_t> maps{0, 1, 2, 3, 0, 1, 1, 1, 1, 1, 1, 1};
  for (const char* shape : {"(2, 2, 3)", "(2, 1, 2, 3)", "(2, 2, 3, 1)", "(2, 6)"}) {
    SCOPED_TRACE(shape);
    EXPECT_EQ(values("y.npy", bytes_of(maps, shape), 2, kMap),
              std::vector<double>(maps.begin(), maps.end()));
  }
  expect_refused("y.npy", bytes_of(maps, "(2, 3, 2)"), kMap, "its shape is [2, 3, 2]",
                 "array.transpose(0, 2, 1)");
  const std::vector<std::uint8_t> each(48, 0);
  expect_refused("y.npy", bytes_of(each, "(2, 4, 2, 3)"), kMap, "a dimension of classes",
                 "array.argmax(axis=1)");
  expect_refused("y.npy", bytes_of(each, "(2, 2, 3, 4)"), kMap, "a dimension of classes",
                 "array.argmax(axis=3)");
}

TEST(Answers, ThatAreNoClassAreNamedByTheirPlace) {
  expect_refused("y.csv", "mass,fluid,node\n1,0,0\n0,2,1\n", kFindings,
                 "row 2, column 2 (fluid) holds no whole number from 0 to 1");
  expect_refused("y.npy", npy_bytes(npy_header("<f4", "(2, 2)"), raw<float>({1, 0, 0.5F, 1})),
                 kTwo, "row 2, column 1 (mass)", "1 for each finding");
  expect_refused("y.npy", bytes_of({0, 1, 2, 3, 0, 1, 1, 1, 1, 1, 4, 1}, "(2, 2, 3)"), kMap,
                 "row 2, position [1, 1] holds no whole number from 0 to 3",
                 "a class from 0 to 3 at each of 6 positions");
  expect_refused("y.csv", "mass,fluid,node\n1,0,0\n0,,1\n", kFindings, "row 2");
}

TEST(Answers, OfAnotherCountAreRefused) {
  expect_refused("y.csv", "1,0,0\n0,1,1\n1,1,1\n0,0,0\n", kFindings, "4 rows for 2 records");
  expect_refused("y.npy", bytes_of({0, 1}, "(2,)"), kFindings,
                 "one number of each record; a task of findings has 3");
  expect_refused("y.csv", "1\n0\n", kFindings, "expected 3");
  expect_refused("y.json", "1\n0\n", kFindings, "y.json");
}

TEST(Answers, OfAnArchiveAreTheArrayThatIsCalledSoOrFits) {
  const std::string table = bytes_of({1, 0, 0, 0, 1, 1}, "(2, 3)");
  const std::string ids = bytes_of({1, 2}, "(2,)");
  for (const auto& archive : {npz_bytes({{"x.npy", table}, {"y.npy", table}}),
                              npz_bytes({{"id.npy", ids}, {"seen.npy", table}})}) {
    EXPECT_THAT(values("y.npz", archive, 2, kFindings), ElementsAre(1, 0, 0, 0, 1, 1));
  }
  expect_refused("y.npz", npz_bytes({{"a.npy", table}, {"b.npy", table}}), kFindings,
                 "more than one of its arrays may hold the labels; it has: a [2, 3], b [2, 3]",
                 "y=labels");
  expect_refused("y.npz", npz_bytes({{"a.npy", ids}}), kFindings,
                 "none of its arrays holds labels of these records; it has: a [2]");
  expect_refused("y.npz", npz_bytes({{"y.npy", bytes_of({1, 0}, "(1, 2)")}}), kFindings,
                 "array y: its shape is [1, 2]");
}

TEST(Answers, BesideRecordsAreKnownByNameAlone) {
  const std::string table = bytes_of({1, 0, 0, 0, 1, 1}, "(2, 3)");
  const auto beside = [&](const std::string& bytes) {
    const ScratchFile file("r.npz", bytes);
    return read_answers_beside(file.path(), 2, kFindings, {"y"});
  };
  const auto found = beside(npz_bytes({{"x.npy", table}, {"labels.npy", table}}));
  ASSERT_TRUE(found.has_value() && *found);
  EXPECT_THAT((*found)->values, ElementsAre(1, 0, 0, 0, 1, 1));
  const auto none = beside(npz_bytes({{"x.npy", table}}));
  ASSERT_TRUE(none.has_value());
  EXPECT_FALSE(none->has_value());
  const auto input = beside(npz_bytes({{"y.npy", table}}));  // the model's own input
  ASSERT_TRUE(input.has_value());
  EXPECT_FALSE(input->has_value());
  const ScratchFile csv("r.csv", "1,0,0\n");
  EXPECT_FALSE(read_answers_beside(csv.path(), 1, kFindings, {})->has_value());
}

}  // namespace
}  // namespace medisc
