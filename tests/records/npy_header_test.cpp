#include "records/npy_header.hpp"

#include <gmock/gmock.h>

namespace medisc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(NpyHeader, ReadsWhatNumpyWrites) {
  const auto header =
      parse_npy_header("{'descr': '<f4', 'fortran_order': False, 'shape': (114, 30), }    \n");
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->descr, "<f4");
  EXPECT_FALSE(header->fortran_order);
  EXPECT_THAT(header->shape, ElementsAre(114, 30));
}

TEST(NpyHeader, OtherWaysToWriteIt) {
  const auto header = parse_npy_header(R"({"shape":(5,),"fortran_order":True,"descr":"|u1"})");
  ASSERT_TRUE(header.has_value());
  EXPECT_TRUE(header->fortran_order);
  EXPECT_THAT(header->shape, ElementsAre(5));
  EXPECT_THAT(parse_npy_header("{'descr': 'x', 'fortran_order': False, 'shape': ()}")->shape,
              IsEmpty());
}

TEST(NpyHeader, FieldsOfAStructure) {
  const auto header = parse_npy_header(
      "{'descr': [('age', '<f8'), (('Title', 'x'), '>i4'), ('', '|V4'), ('v', '<f4', (2, 3))], "
      "'fortran_order': False, 'shape': (6L,), }");
  ASSERT_TRUE(header.has_value());
  EXPECT_THAT(header->descr, IsEmpty());
  EXPECT_THAT(header->shape, ElementsAre(6));
  ASSERT_EQ(header->fields.size(), 4U);
  EXPECT_EQ(header->fields[0].name, "age");
  EXPECT_EQ(header->fields[1].name, "x");
  EXPECT_EQ(header->fields[1].descr, ">i4");
  EXPECT_EQ(header->fields[2].name, "");
  EXPECT_THAT(header->fields[3].shape, ElementsAre(2, 3));
}

TEST(NpyHeader, RefusesAnythingElse) {
  for (const char* text : {
           "",
           "{",
           "{}",
           "{'descr': '<f4', 'fortran_order': False}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), 'more': 1}",
           "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)}",
           "{'descr': '<f4', 'fortran_order': 0, 'shape': (1, 2)}",
           "{'descr': [], 'fortran_order': False, 'shape': (1, 2)}",
           "{'descr': [('a', '<f4'], 'fortran_order': False, 'shape': (1, 2)}",
           "{'descr': [('a', [('b', '<f4')])], 'fortran_order': False, 'shape': (1, 2)}",
           "{'descr': [('a', '<f4', 3)], 'fortran_order': False, 'shape': (1, 2)}",
           "{'descr': '', 'fortran_order': False, 'shape': (1, 2)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (1)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 2)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 2)}",
           "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)} x",
           "{'descr': '<f4' 'fortran_order': False, 'shape': (1, 2)}",
           "{'descr': '<f4, 'fortran_order': False, 'shape': (1, 2)}",
       }) {
    EXPECT_FALSE(parse_npy_header(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace medisc
