#include "storage/refusals.hpp"

#include <algorithm>
#include <set>

namespace medisc {
namespace {

constexpr std::size_t kIdCharacters = 32;

bool is_bundle_id(std::string_view id) {
  return id.size() == kIdCharacters && std::ranges::all_of(id, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Error refused(std::string context, std::string hint) {
  return Error{ErrorCode::kRefused, std::move(context), std::move(hint)};
}

Error storage_error(std::string context, std::string hint) {
  return Error{ErrorCode::kStorage, std::move(context), std::move(hint)};
}

std::string number(PoolId pool) {
  return std::to_string(static_cast<std::int64_t>(pool));
}

Error listed_twice(const std::string& id) {
  return refused("bundle " + id + " is listed twice", "name each bundle once");
}

}  // namespace

Error unknown_pool(PoolId pool) {
  return storage_error("pool " + number(pool) + " is not in this database",
                       "use a pool id that this database gave out");
}

Error unknown_plan(const std::string& hash) {
  return refused("plan " + hash + " is not stored here", "store the plan before its pools");
}

Error other_plan_bytes(const std::string& hash) {
  return refused("plan " + hash + " is stored with other bytes",
                 "a hash names one plan: compute it anew from the plan");
}

bool is_another_service(const std::string& known, const std::string& service) {
  return !known.empty() && !service.empty() && known != service;
}

Error other_plan_service(const std::string& hash) {
  return refused("plan " + hash + " is another service's",
                 "a pool belongs to the service that has registered its plan");
}

Error other_mask(PoolId pool) {
  return refused("pool " + number(pool) + " has another mask already",
                 "its bundles belong to the one that is stored");
}

Error other_weights(PoolId pool) {
  return refused("pool " + number(pool) + " has masked weights of another mask already",
                 "its bundles belong to what is stored: new weights need a new plan; where the "
                 "dealer and the service have new databases, start with a new one here, too");
}

Error weights_out_of_order(PoolId pool) {
  return refused(
      "pool " + number(pool) + " gets masked weights that don't follow those that are here",
      "send their chunks in order");
}

Error weights_not_whole(PoolId pool) {
  return refused("pool " + number(pool) + " has not all of its masked weights",
                 "fetch the rest from the service");
}

Error weights_gone(PoolId pool) {
  return storage_error("pool " + number(pool) + " has lost masked weights",
                       "check the disk, move the file away, and start with a new one");
}

Error unknown_bundle(const std::string& id) {
  return refused("bundle " + id + " is not in this pool", "fetch bundles from the dealer");
}

Error bundle_exists(const std::string& id, BundleState state) {
  return storage_error("bundle " + id + " is in the pool already, " + state_name(state),
                       "a bundle is stored once and used once");
}

Error wrong_state(const std::string& id, BundleState found, std::string_view wanted) {
  const bool gone = found == BundleState::kConsumed || found == BundleState::kBurned;
  return refused(
      "bundle " + id + " is " + state_name(found) + ", expected " + std::string(wanted),
      gone ? "it can never be used again: take another" : "");
}

Error half_missing(const std::string& id) {
  return refused("bundle " + id + " has no half of ours here",
                 "only a party that holds its half can use a bundle");
}

Error held_elsewhere(const std::string& id) {
  return refused("bundle " + id + " is held by another job", "claim bundles before their use");
}

Error other_openings(const std::string& id) {
  return refused("bundle " + id + " is prepared already, with other openings",
                 "burn it and take another");
}

Error chunks_out_of_order(const std::string& id) {
  return refused("bundle " + id + " comes in chunks that don't follow those that are here",
                 "send its chunks in order");
}

Error chunks_gone(const std::string& id) {
  return storage_error("bundle " + id + " has lost chunks that its session has not read",
                       "check the disk");
}

Error session_exists(const std::string& id) {
  return storage_error("session " + id + " is recorded already", "give each session a new id");
}

Error session_not_running(const std::string& id) {
  return storage_error("session " + id + " is not running", "finish each session once");
}

Error request_exists(const std::string& id) {
  return storage_error("request " + id + " is there already", "give each request a new id");
}

Error request_not_running(const std::string& id) {
  return storage_error("request " + id + " is not running", "end each request once");
}

Error request_not_ended(const std::string& id) {
  return storage_error("request " + id + " runs, has all of its results, or is unknown",
                       "resume those that failed or were cancelled");
}

Error result_exists(const std::string& request, std::int64_t place) {
  return storage_error("result " + std::to_string(place) + " of request " + request +
                           " is there already, or nobody asked for it",
                       "give each record of a request a place of its own");
}

Result<void> check_distinct(const std::vector<std::string>& ids) {
  std::set<std::string_view> seen;
  for (const auto& id : ids) {
    if (!seen.insert(id).second) return tl::unexpected(listed_twice(id));
  }
  return {};
}

Result<void> check_distinct(const std::vector<PreparedOpenings>& prepared) {
  std::set<std::string_view> seen;
  for (const auto& bundle : prepared) {
    if (!seen.insert(bundle.id).second) return tl::unexpected(listed_twice(bundle.id));
  }
  return {};
}

Result<void> check_new_bundles(const std::vector<NewBundle>& bundles, BundleState state) {
  std::set<std::string_view> seen;
  for (const auto& bundle : bundles) {
    if (!is_bundle_id(bundle.id)) {
      return fail(
          ErrorCode::kInternal,
          "bundle id \"" + bundle.id + "\": expected 32 lower-case hexadecimal characters",
          "write the 16 bytes of the id in hexadecimal");
    }
    const int both = state == BundleState::kDealt ? 2 : 1;
    const int wanted = bundle.chunks.first == 0 ? both : 0;
    const int found =
        int{bundle.hospital_half.has_value()} + int{bundle.service_half.has_value()};
    if (found != wanted) {
      return fail(ErrorCode::kInternal,
                  "bundle " + bundle.id + " comes with " + std::to_string(found) +
                      " halves, expected " + std::to_string(wanted) + " for state " +
                      state_name(state),
                  "the dealer adds both halves, a party its own, with the first chunk");
    }
    if (!seen.insert(bundle.id).second) {
      return tl::unexpected(storage_error("bundle " + bundle.id + " is listed twice",
                                          "a bundle is stored once and used once"));
    }
  }
  return {};
}

Result<void> check_steps(const std::string& session_id, const std::vector<LayerCosts>& layers) {
  std::set<std::int64_t> seen;
  for (const auto& layer : layers) {
    if (!seen.insert(layer.step).second) {
      return tl::unexpected(storage_error(
          "session " + session_id + ": step " + std::to_string(layer.step) + " is listed twice",
          "give each step's costs once"));
    }
  }
  return {};
}

}  // namespace medisc
