#include "tests/jobs/job_messages.hpp"

#include <capnp/message.h>
#include <gtest/gtest.h>

#include "jobs/jobs.capnp.h"
#include "jobs/refused.hpp"
#include "messages/segment.hpp"
#include "tests/error/outcomes.hpp"

namespace medisc::test {
namespace {

TEST(JobMessage, ComesBackAsItWas) {
  const std::vector<JobMessage> all = every_job_message();
  EXPECT_EQ(all.size(), std::variant_size_v<JobMessage>);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].index(), i);
    const auto again = decode_job_message(encode_job_message(all[i]));
    ASSERT_TRUE(succeeded(again)) << job_message_name(all[i]);
    EXPECT_TRUE(*again == all[i]) << job_message_name(all[i]);
  }
}

TEST(JobMessage, CutBytesAreNone) {
  for (const JobMessage& message : every_job_message()) {
    const Bytes whole = encode_job_message(message);
    for (std::size_t size = 0; size < whole.size(); size += 8) {
      const std::span<const std::uint8_t> cut(whole.data(), size);
      EXPECT_TRUE(failed(decode_job_message(cut), ErrorCode::kProtocol)) << size;
    }
  }
}

TEST(JobMessage, FieldsBeyondTheirLimitsAreRefused) {
  const auto decoded = [](const JobMessage& message) {
    return decode_job_message(encode_job_message(message));
  };
  EXPECT_TRUE(failed(decoded(Greeting{1, std::string(257, 'x')}), ErrorCode::kProtocol));
  EXPECT_TRUE(failed(decoded(Cancel{"a\nb"}), ErrorCode::kProtocol)) << "it goes into logs";
  JobStart start;
  EXPECT_TRUE(failed(decoded(start), ErrorCode::kProtocol, "model")) << "it has no model";
  start.model = "m";
  start.records = kMaxJobRecords + 1;
  EXPECT_TRUE(failed(decoded(start), ErrorCode::kProtocol, "records"));
  EXPECT_TRUE(failed(decoded(JobRecords{{std::string(1025, 'x')}, {}}), ErrorCode::kProtocol));
}

TEST(JobMessage, HashesHaveTheirSize) {
  capnp::MallocMessageBuilder builder;
  auto root = builder.initRoot<wire::JobMessage>();
  root.initPlanQuestion(31);
  EXPECT_TRUE(failed(decode_job_message(wire::flatten(root.asReader())), ErrorCode::kProtocol,
                     "plan hash"));
}

TEST(Refused, KeepsTheErrorWhole) {
  const Error error{ErrorCode::kStorage, "database x is full", "make room"};
  const Error again = error_of(refused_of(error));
  EXPECT_EQ(render(again), render(error));
  EXPECT_EQ(error_of({"unheard-of", "a", "b"}).code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace medisc::test
