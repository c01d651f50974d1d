#include "plan/fields.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace medisc {
namespace {

struct Inner {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
};

struct Outer {
  Inner inner;
  std::string text;
  std::vector<Inner> list;
  double number = 0;

  static constexpr std::tuple kFields{
      Field{"inner", &Outer::inner},
      Field{"text", &Outer::text},
      Field{"list", &Outer::list},
      Field{"number", &Outer::number},
  };
};

struct Forgetful {
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  static constexpr std::tuple kFields{Field{"first", &Forgetful::first}};
};

struct Repeating {
  std::uint32_t first = 0;
  std::uint32_t second = 0;

  static constexpr std::tuple kFields{
      Field{"first", &Repeating::first},
      Field{"second", &Repeating::first},
  };
};

static_assert(ListsFields<Outer>);
static_assert(!ListsFields<Inner>);
static_assert(member_count<Inner>() == 2);
static_assert(lists_every_member<Outer>());
static_assert(!lists_every_member<Forgetful>());
static_assert(!lists_every_member<Repeating>());

TEST(Fields, AreVisitedInOrder) {
  std::vector<std::string> names;
  for_each_field<Outer>([&](const auto& field) { names.emplace_back(field.name); });
  EXPECT_THAT(names, testing::ElementsAre("inner", "text", "list", "number"));
}

TEST(Fields, AreReachedThroughTheirMembers) {
  Outer outer;
  outer.*std::get<3>(Outer::kFields).member = 2.5;
  EXPECT_EQ(outer.number, 2.5);
}

}  // namespace
}  // namespace medisc
