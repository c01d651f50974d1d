#include "actors/conversation/actor_errors.hpp"

#include "tests/actors/world.hpp"

namespace medisc::test {
namespace {

TEST(Answers, EveryErrorComesBackWhole) {
  for (int value = 0; value <= static_cast<int>(ErrorCode::kInternal); ++value) {
    const Error error{static_cast<ErrorCode>(value), "layer 'fc1' needs 40 bits", "use 64"};
    const caf::error travelling = to_caf(error);
    EXPECT_TRUE(static_cast<bool>(travelling)) << "CAF reads it as success";
    const Error back = from_caf(travelling);
    EXPECT_EQ(back.code, error.code);
    EXPECT_EQ(back.context, error.context);
    EXPECT_EQ(back.hint, error.hint);
  }
}

TEST(Answers, CafsOwnErrorsAreInternal) {
  for (const caf::error& error : {caf::make_error(caf::sec::request_timeout),
                                  caf::make_error(caf::exit_reason::user_shutdown),
                                  caf::error(200, caf::atom("medisc"), caf::make_message(7))}) {
    EXPECT_EQ(from_caf(error).code, ErrorCode::kInternal);
    EXPECT_FALSE(from_caf(error).context.empty());
  }
}

TEST(Answers, AHandlersResultReachesTheAsker) {
  World world;
  const auto actor = world.adopt(world.system().spawn([]() -> caf::behavior {
    return {[](int number) -> caf::result<int> {
      if (number < 0)
        return answer(Result<int>(fail(ErrorCode::kPoolDry, "below zero", "fill")));
      return answer(Result<int>(number * 2));
    }};
  }));
  EXPECT_EQ(world.ask<int>(actor, 21).value(), 42);
  EXPECT_TRUE(failed(world.ask<int>(actor, -1), ErrorCode::kPoolDry, "below zero (fill)"));
}

TEST(Answers, ValueOfThrowsTheErrorToTheCoroutinesHost) {
  EXPECT_EQ(value_of(Result<int>(3)), 3);
  EXPECT_NO_THROW(value_of(Result<void>()));
  try {
    value_of(Result<int>(fail(ErrorCode::kStorage, "the disk is full")));
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, ErrorCode::kStorage);
    EXPECT_EQ(failure.error().context, "the disk is full");
  }
}

}  // namespace
}  // namespace medisc::test
