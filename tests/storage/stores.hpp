/// What the storage tests share: a clock that ticks, both kinds of store.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/memory_store.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/files/folder.hpp"

namespace medisc::test {

/// A second later at each call, from 2026-01-01T00:00:01Z on.
inline Clock ticking_clock() {
  using namespace std::chrono;
  return [time = TimePoint(sys_days(2026y / January / 1))]() mutable {
    return time += seconds(1);
  };
}

/// Always the same time, so that only the order of calls tells rows apart.
inline Clock stopped_clock() {
  using namespace std::chrono;
  return [] {
    return TimePoint(sys_days(2026y / January / 1));
  };
}

inline std::string bundle_id(unsigned number) {
  char text[33];
  std::snprintf(text, sizeof text, "%032x", number);
  return text;
}

inline Bytes bytes_of(std::size_t size, std::uint8_t first) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<std::uint8_t>(first + i * 7);
  }
  return bytes;
}

inline Bytes half_bytes(unsigned number) {
  return bytes_of(32, static_cast<std::uint8_t>(number));
}

inline Bytes opening_bytes(unsigned number) {
  return bytes_of(50, static_cast<std::uint8_t>(100 + number));
}

inline PlanRow plan_row(const std::string& hash, const std::string& model) {
  return {hash, model, 32, bytes_of(20, static_cast<std::uint8_t>(hash.size())), "", ""};
}

/// A party's bundles first, ..., first + count - 1, each with the hospital's half.
inline std::vector<NewBundle> party_bundles(unsigned first, unsigned count) {
  std::vector<NewBundle> bundles;
  for (unsigned i = first; i < first + count; ++i) {
    bundles.push_back({bundle_id(i), half_bytes(i), std::nullopt});
  }
  return bundles;
}

inline std::vector<NewBundle> dealt_bundles(unsigned first, unsigned count) {
  auto bundles = party_bundles(first, count);
  for (unsigned i = 0; i < count; ++i) bundles[i].service_half = half_bytes(first + i + 128);
  return bundles;
}

inline std::vector<std::string> bundle_ids(unsigned first, unsigned count) {
  std::vector<std::string> ids;
  for (unsigned i = first; i < first + count; ++i) ids.push_back(bundle_id(i));
  return ids;
}

inline std::vector<PreparedOpenings> openings_for(unsigned first, unsigned count) {
  std::vector<PreparedOpenings> prepared;
  for (unsigned i = first; i < first + count; ++i) {
    prepared.push_back({bundle_id(i), in_chunks(opening_bytes(i))});
  }
  return prepared;
}

inline PoolKey pool_key(const std::string& hospital = "aa") {
  return {"h1", hospital, "cc"};
}

/// The pool of one plan, in a store that has neither yet.
inline PoolId make_pool(Store& store) {
  if (!store.put_plan(plan_row("h1", "digits"))) std::abort();
  return store.ensure_pool(pool_key()).value();
}

/// Fails the test with the error where `result` is none, e.g. ASSERT_OK(store.recover()).
template <class T>
testing::AssertionResult succeeded(const Result<T>& result) {
  if (result) return testing::AssertionSuccess();
  return testing::AssertionFailure() << render(result.error());
}

/// Is `result` an error of this code, with `part` in its context?
template <class T>
testing::AssertionResult refused(const Result<T>& result, ErrorCode code,
                                 const std::string& part) {
  if (result) return testing::AssertionFailure() << "succeeded";
  if (result.error().code != code || result.error().context.find(part) == std::string::npos) {
    return testing::AssertionFailure() << render(result.error());
  }
  return testing::AssertionSuccess();
}

/// One typed suite runs on both: each type makes its own kind of store.
struct InMemory {
  std::unique_ptr<Store> make(Clock clock) {
    return std::make_unique<MemoryStore>(std::move(clock));
  }
};

struct InSqlite {
  Folder folder;
  std::unique_ptr<Store> make(Clock clock) {
    return open_store(folder / "store.db", {.clock = std::move(clock)}).value();
  }
};

template <class Kind>
class StoreTest : public testing::Test {
 protected:
  Kind kind_;
  std::unique_ptr<Store> store_ = kind_.make(ticking_clock());
};

using StoreKinds = testing::Types<InMemory, InSqlite>;

}  // namespace medisc::test

#define ASSERT_OK(result) ASSERT_TRUE(::medisc::test::succeeded(result))
#define EXPECT_OK(result) EXPECT_TRUE(::medisc::test::succeeded(result))
