/// Every metric that a daemon exposes: the one place where their names stand.
///
/// Names follow Prometheus: the prefix medisc_, base units (seconds, bytes), counters end in
/// _total. Labels are few and their values come from the configuration or from lists in the
/// code: model; hospital and service (configured names; a party's own side is left out); peer
/// (the same, of whom a session is with); role; state; outcome; direction; error. Never an id
/// of a record, a session or a bundle.
#pragma once

#include <array>

namespace medisc {

enum class MetricKind { kCounter, kGauge, kHistogram };

struct Metric {
  const char* name;
  MetricKind kind;
  const char* help;
};

namespace metric {

// The process.
inline constexpr Metric kBuildInfo{"medisc_build_info", MetricKind::kGauge,
                                   "1; labels: version and role."};
inline constexpr Metric kStartTime{"medisc_start_time_seconds", MetricKind::kGauge,
                                   "When the process started, seconds since 1970."};
inline constexpr Metric kConversationsOpen{"medisc_conversations_open", MetricKind::kGauge,
                                           "Connections of peers that are being served."};
inline constexpr Metric kConversations{"medisc_conversations_total", MetricKind::kCounter,
                                       "Connections of peers that were accepted."};
inline constexpr Metric kRefusals{"medisc_refusals_total", MetricKind::kCounter,
                                  "Conversations ended by an error, by its id."};

// Sessions that this process has run.
inline constexpr Metric kSessions{"medisc_sessions_total", MetricKind::kCounter,
                                  "Sessions ended, by model, peer and outcome (done, failed)."};
inline constexpr Metric kRecords{"medisc_records_total", MetricKind::kCounter,
                                 "Records of sessions that ended well."};
inline constexpr Metric kFlights{"medisc_flights_total", MetricKind::kCounter,
                                 "Online messages of sessions that ended well, both ways."};
inline constexpr Metric kPayloadBytes{
    "medisc_payload_bytes_total", MetricKind::kCounter,
    "Online bytes of the protocol; direction up is from hospital to service."};
inline constexpr Metric kWireBytes{"medisc_wire_bytes_total", MetricKind::kCounter,
                                   "Online bytes with frames and headers, by direction."};
inline constexpr Metric kOnlineSeconds{
    "medisc_session_online_seconds", MetricKind::kHistogram,
    "From a session's first online message to its last, of sessions that ended well."};
inline constexpr Metric kSessionSeconds{
    "medisc_session_seconds", MetricKind::kHistogram,
    "From the request for a session to its last message, of sessions that ended well."};
inline constexpr Metric kSessionBytes{
    "medisc_session_wire_bytes", MetricKind::kHistogram,
    "Online bytes of a session with frames and headers, by direction."};

// Pools, as the database has them: whatever process has changed them.
inline constexpr Metric kPoolBundles{
    "medisc_pool_bundles", MetricKind::kGauge,
    "Bundles that can still be used, by state (dealt, delivered, prepared)."};
inline constexpr Metric kPoolRunway{
    "medisc_pool_runway_seconds", MetricKind::kGauge,
    "Until the pool is empty at the rate of the last hour or day; absent while it is unused."};
inline constexpr Metric kBundlesDealt{"medisc_bundles_dealt_total", MetricKind::kCounter,
                                      "Dealer: bundles ever dealt."};
inline constexpr Metric kBundlesDelivered{
    "medisc_bundles_delivered_total", MetricKind::kCounter,
    "Dealer: bundles whose halves both owners have; party: halves ever received."};
inline constexpr Metric kBundlesPrepared{"medisc_bundles_prepared_total", MetricKind::kCounter,
                                         "Bundles that this process has seen prepared."};
inline constexpr Metric kBundlesConsumed{"medisc_bundles_consumed_total", MetricKind::kCounter,
                                         "Party: bundles ever spent on records."};
inline constexpr Metric kBundlesBurned{"medisc_bundles_burned_total", MetricKind::kCounter,
                                       "Bundles ever given up unused."};

// The database as a file.
inline constexpr Metric kDatabaseBytes{"medisc_database_bytes", MetricKind::kGauge,
                                       "Size of the database and its write-ahead log."};
inline constexpr Metric kDiskFreeBytes{"medisc_disk_free_bytes", MetricKind::kGauge,
                                       "Free room on the database's disk."};

inline constexpr std::array kAll{
    &kBuildInfo,        &kStartTime,       &kConversationsOpen, &kConversations,
    &kRefusals,         &kSessions,        &kRecords,           &kFlights,
    &kPayloadBytes,     &kWireBytes,       &kOnlineSeconds,     &kSessionSeconds,
    &kSessionBytes,     &kPoolBundles,     &kPoolRunway,        &kBundlesDealt,
    &kBundlesDelivered, &kBundlesPrepared, &kBundlesConsumed,   &kBundlesBurned,
    &kDatabaseBytes,    &kDiskFreeBytes};

}  // namespace metric
}  // namespace medisc
