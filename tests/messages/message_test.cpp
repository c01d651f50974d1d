#include "messages/message.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/messages/samples.hpp"

namespace medisc {
namespace {

TEST(Message, SamplesHoldEveryKindInOrder) {
  const auto messages = samples::all_messages();
  ASSERT_EQ(messages.size(), std::variant_size_v<Message>);
  for (std::size_t i = 0; i < messages.size(); ++i) EXPECT_EQ(messages[i].index(), i);
}

TEST(Message, EachKindHasItsOwnName) {
  std::set<std::string> names;
  for (const Message& message : samples::all_messages()) names.insert(message_name(message));
  EXPECT_EQ(names.size(), std::variant_size_v<Message>);
  EXPECT_STREQ(message_name(Hello{}), "hello");
  EXPECT_STREQ(message_name(MaskGrant{}), "mask grant");
  EXPECT_STREQ(message_name(Turn{}), "turn");
}

}  // namespace
}  // namespace medisc
