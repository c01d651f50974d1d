#include "actors/service/register_models.hpp"

#include <gtest/gtest.h>

#include "tests/actors/memory/memory_roles.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

using namespace std::chrono_literals;

std::size_t count(const Notes& notes, const std::string& event) {
  std::size_t found = 0;
  for (const std::string& line : notes.lines()) {
    if (line.find(event) == 0) ++found;
  }
  return found;
}

void start_registering(MemoryRoles& roles) {
  roles.network.start(
      [context = roles.service](Process& process) { return register_models(process, context); },
      roles.service_answers,
      [](const std::optional<Error>& error) {
        EXPECT_FALSE(error.has_value()) << render(*error);
      });
}

TEST(RegisterModels, OnceTheDealerIsThere) {
  MemoryRoles roles(4);
  start_registering(roles);
  roles.network.advance(3s);
  EXPECT_EQ(count(*roles.notes, "plan-registered model=small"), 1U);
  roles.network.advance(1min);
  EXPECT_EQ(count(*roles.notes, "plan-registered model=small"), 1U);
}

TEST(RegisterModels, AgainAndAgainWhileItIsNot) {
  MemoryRoles roles(4);
  roles.network.stop_listening(MemoryRoles::kDealerPort);
  start_registering(roles);
  roles.network.advance(1min);
  EXPECT_GE(count(*roles.notes, "dealer-unavailable"), 5U);
  EXPECT_EQ(count(*roles.notes, "plan-registered"), 0U);
}

TEST(RegisterModels, TheDealerHearsOfWhatIsSpent) {
  MemoryRoles roles(9);
  start_registering(roles);
  roles.network.advance(1s);
  ASSERT_TRUE(succeeded(roles.prepare(3)));
  ASSERT_TRUE(succeeded(roles.diagnose(3)));
  const auto met = count(*roles.notes, "peer-met role=service");
  roles.network.advance(15s);
  EXPECT_EQ(count(*roles.notes, "peer-met role=service"), met + 1) << "once, not every time";
  roles.network.advance(1min);
  EXPECT_EQ(count(*roles.notes, "peer-met role=service"), met + 1);
}

TEST(RegisterModels, EndsWhereOtherModelsTakeTheirPlace) {
  MemoryRoles roles(4);
  start_registering(roles);
  roles.network.advance(1s);
  roles.service->models.replace(roles.service_settings.models);
  roles.network.advance(1min);
  EXPECT_EQ(roles.network.running(), 0U);
}

}  // namespace
}  // namespace medisc::test
