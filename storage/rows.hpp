/// What a store holds, as plain values. Hashes, keys and ids are lower-case hexadecimal text;
/// times are UTC text (clock.hpp), durations microseconds.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "correlation/chunks.hpp"
#include "ring/seed.hpp"
#include "ring/word.hpp"
#include "storage/states.hpp"

namespace medisc {

/// A compiled network. `hash` names it; `encoded` is its bytes on the wire.
struct PlanRow {
  std::string hash;
  std::string model;
  std::uint32_t ring_bits = 0;
  Bytes encoded;
  std::string added_at;  ///< set by the store
  std::string service;   ///< public key of the service whose plan it is; empty: not known
  bool operator==(const PlanRow&) const = default;
};

/// Which plans. What is not given lets every plan pass.
struct PlanQuery {
  std::optional<std::string> hash;
  std::optional<std::string> model;
  std::string service;  ///< its plans, and those whose service is not known
  std::size_t limit = std::numeric_limits<std::size_t>::max();
};

/// Names a pool: one plan, and the public keys of the two parties who share it.
struct PoolKey {
  std::string plan_hash;
  std::string hospital;
  std::string service;
  auto operator<=>(const PoolKey&) const = default;
};

/// A pool within one database.
enum class PoolId : std::int64_t {};

struct PoolRow {
  PoolId id{};
  std::string model;
  PoolKey key;
  std::optional<std::int64_t> pace_us;  ///< what one bundle took
  bool operator==(const PoolRow&) const = default;
};

/// What a hospital holds of a pool's D = W - a1: its first chunks.
struct HeldWeights {
  Bytes mask_tag;            ///< of the mask in it
  std::uint32_t in_all = 0;  ///< chunks that it has
  std::uint32_t here = 0;

  bool is_whole() const { return in_all > 0 && here == in_all; }
  bool operator==(const HeldWeights&) const = default;
};

/// Whose half.
enum class Owner : std::uint8_t { kHospital, kService };

/// A bundle to add, or chunks of one that is there in part: both halves at the dealer, one at a
/// party. `id`: 32 hexadecimal characters.
struct NewBundle {
  std::string id;
  std::optional<Bytes> hospital_half;  ///< sealed seeds, with the first part
  std::optional<Bytes> service_half;
  Chunks chunks{};  ///< of the service's half, sealed
};

/// One half that waits at the dealer for its owner, or that a party holds.
struct Half {
  std::string id;
  Bytes half;       ///< its sealed seed
  Chunks chunks{};  ///< the first ones
  bool operator==(const Half&) const = default;
};

/// Openings that make a bundle prepared, when the last have come. At the hospital: what it
/// computed offline; at the service: what the hospital sent.
struct PreparedOpenings {
  std::string id;
  Chunks openings;
};

/// What `consume` hands over, once. Chunks that are not here are read on (PartyPools::read_on).
struct ConsumedBundle {
  std::string id;
  Bytes half;  ///< its sealed seed
  Chunks chunks;
  Chunks openings;
  std::int64_t serial = 0;  ///< in this store
  Seed openings_key{};      ///< of openings that are left in the store

  bool operator==(const ConsumedBundle& other) const {
    return id == other.id && half == other.half && chunks == other.chunks &&
           openings == other.openings;
  }
};

/// A half that a party does not hold whole, and how many of its chunks it holds.
struct MissingHalf {
  std::string id;
  std::uint32_t chunks = 0;
  bool operator==(const MissingHalf&) const = default;
};

/// How much of the halves that wait, from the oldest on: one chunk at least.
struct Portion {
  std::size_t halves = std::numeric_limits<std::size_t>::max();
  std::size_t bytes = std::numeric_limits<std::size_t>::max();  ///< of their chunks, about
  std::uint32_t first_chunk = 0;                                ///< of the first half
};

/// How many bundles two parties have spent, ever: with one another, or with all (Scope).
struct SpentCounts {
  std::uint64_t own = 0;   ///< by this store
  std::uint64_t peer = 0;  ///< the most that the peer has told of its own
  bool operator==(const SpentCounts&) const = default;
};

/// Of which pools: those shared with the peer, or all (the dealer's part in them).
enum class Scope : std::uint8_t { kPeer, kAll };

/// Bundles of a pool in each state, indexed by BundleState.
struct BundleCounts {
  std::array<std::uint64_t, kBundleStates> counts{};

  std::uint64_t in(BundleState state) const { return counts[static_cast<std::size_t>(state)]; }
  bool operator==(const BundleCounts&) const = default;
};

/// Those bundles of a pool that a question takes in.
struct PoolChanges {
  BundleCounts bundles;
  /// When one was last delivered, prepared, consumed or burned; UTC text.
  std::optional<std::string> last_moved;
  bool operator==(const PoolChanges&) const = default;
};

struct PoolLevel {
  PoolId id{};
  std::string model;
  PoolKey key;
  BundleCounts bundles;
  /// When a bundle of it was last delivered, prepared, consumed or burned; UTC text.
  std::optional<std::string> last_moved;
  bool operator==(const PoolLevel&) const = default;
};

/// What is known of a session when it starts.
struct SessionStart {
  std::string id;
  std::string role;  ///< ours
  std::string model;
  std::string plan_hash;
  std::string peer;  ///< its public key
  std::int64_t records = 0;
  bool operator==(const SessionStart&) const = default;
};

/// Online cost of a session. Payload is what the protocol sent, wire what the socket carried;
/// up is from hospital to service; bytes.
struct SessionCosts {
  std::int64_t online_us = 0;
  std::int64_t total_us = 0;
  std::int64_t payload_up = 0;
  std::int64_t payload_down = 0;
  std::int64_t wire_up = 0;
  std::int64_t wire_down = 0;
  std::int64_t flights = 0;
  bool operator==(const SessionCosts&) const = default;
};

/// Online cost of one step of the plan in one session, all its records together.
struct LayerCosts {
  std::int64_t step = 0;
  std::string name;
  std::string op;
  std::int64_t online_us = 0;
  std::int64_t bits_up = 0;
  std::int64_t bits_down = 0;
  std::int64_t flights = 0;
  bool operator==(const LayerCosts&) const = default;
};

/// How a session ended: `error` is set where it failed, and holds no secret.
struct SessionEnd {
  std::optional<std::string> error;
  SessionCosts costs;
  std::vector<LayerCosts> layers;
};

struct SessionRow {
  SessionStart start;
  SessionState state = SessionState::kRunning;
  std::optional<std::string> error;
  std::string started_at;
  SessionCosts costs;
  bool operator==(const SessionRow&) const = default;
};

/// One step of one plan over several sessions that ended well.
struct LayerSummary {
  std::string model;
  std::string plan_hash;
  std::int64_t step = 0;
  std::string name;
  std::string op;
  std::int64_t sessions = 0;
  std::int64_t records = 0;     ///< of all these sessions
  double median_online_us = 0;  ///< of a session
  double mean_online_us = 0;    ///< of a session
  double mean_bits_up = 0;      ///< of a session
  double mean_bits_down = 0;    ///< of a session
  double mean_flights = 0;      ///< of a session
  bool operator==(const LayerSummary&) const = default;
};

/// A party that this one deals with, over the pools and sessions asked for.
struct PeerSummary {
  std::string key;
  Owner role{};                                         ///< the peer's
  std::array<std::int64_t, kSessionStates> sessions{};  ///< in each SessionState
  std::int64_t records = 0;                             ///< of sessions that ended well
  std::optional<std::string> last_seen;  ///< newest session, or move of a bundle; UTC text
  std::optional<std::int64_t> median_online_us;  ///< of sessions that ended well
  std::optional<std::int64_t> p99_online_us;
  BundleCounts bundles;
  bool operator==(const PeerSummary&) const = default;
};

}  // namespace medisc
