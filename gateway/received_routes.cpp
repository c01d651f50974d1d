#include "gateway/received_routes.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "gateway/inference/infer_error.hpp"
#include "gateway/intake/received_headers.hpp"
#include "gateway/map_picture.hpp"
#include "gateway/picture_answer.hpp"
#include "gateway/query.hpp"
#include "http/json_text.hpp"

namespace medisc {
namespace {

constexpr std::int64_t kListed = 50;
constexpr std::int64_t kMostListed = 1000;

/// What the routes share.
struct ReceivedDesk {
  ReceivedDesk(Intake& intake_of_it, Daemon& daemon_of_it)
      : intake(intake_of_it), daemon(daemon_of_it) {}

  Intake& intake;
  Daemon& daemon;
  ReceivedHeaders headers{intake};
  PictureTurns turns{};
};

std::string text_or_null(const std::string& text) {
  return text.empty() ? "null" : json_quoted(text);
}

std::string received_json(const Received& received, const StudyAttributes& of) {
  std::string sent;
  for (const std::string& archive : received.sent) {
    sent += (sent.empty() ? "" : ",") + json_quoted(archive);
  }
  return "{\"id\":" + json_quoted(received.id) +
         ",\"state\":" + json_quoted(received_state_name(received.state)) +
         ",\"arrived_at\":" + json_quoted(received.arrived_at) +
         ",\"asker\":" + json_quoted(received.asker) +
         ",\"door\":" + json_quoted(received.door) +
         ",\"rule\":" + text_or_null(received.rule) +
         ",\"record\":" + json_quoted(received.record) +
         ",\"series\":" + (received.series ? "true" : "false") +
         ",\"files\":" + std::to_string(received.files.size()) +
         ",\"diagnosis\":" + text_or_null(received.diagnosis) + ",\"sent\":[" + sent +
         "],\"error\":" + text_or_null(received.error) +
         ",\"attempts\":" + std::to_string(received.attempts) +
         ",\"ended_at\":" + text_or_null(received.ended_at) +
         ",\"patient_name\":" + text_or_null(of.patient_name) +
         ",\"patient_id\":" + text_or_null(of.patient_id) +
         ",\"study_date\":" + text_or_null(of.study_date) +
         ",\"study_description\":" + text_or_null(of.study_description) +
         ",\"series_description\":" + text_or_null(of.series_description) +
         ",\"modality\":" + text_or_null(of.modality) +
         ",\"body_part\":" + text_or_null(of.body_part) + "}";
}

HttpResponse none_of(const std::string& id) {
  return http_problem(404, "nothing of the id " + id + " was received");
}

HttpResponse list(ReceivedDesk& desk, const HttpRequest& request) {
  const auto limit = query_number(request, "limit", kListed, kMostListed);
  if (!limit) return infer_problem(limit.error());
  std::vector<Received> all = desk.intake.list();
  all.resize(std::min(all.size(), static_cast<std::size_t>(*limit)));
  std::string json;
  for (const Received& received : all) {
    json += (json.empty() ? "" : ",") + received_json(received, *desk.headers.of(received));
  }
  return http_json(200, "{\"received\":[" + json + "]}\n");
}

HttpResponse one(ReceivedDesk& desk, const std::string& id) {
  const auto received = desk.intake.find(id);
  if (!received) return none_of(id);
  return http_json(200, received_json(*received, *desk.headers.of(*received)) + "\n");
}

HttpResponse picture(ReceivedDesk& desk, const HttpRequest& request) {
  const std::string id = request.variables.at("id");
  const auto received = desk.intake.find(id);
  if (!received) return none_of(id);
  const auto place = query_number(request, "place", 0, INT32_MAX);
  if (!place) return infer_problem(place.error());
  const bool map = query_text(request, "map") == "true";
  if (map && received->series) {
    return http_problem(409, "it is a series; maps are placed on single images");
  }
  std::string diagnosis = query_text(request, "diagnosis");
  if (diagnosis.empty()) diagnosis = received->diagnosis;
  if (map && diagnosis.empty()) {
    return http_problem(409, "it has not been diagnosed");
  }
  return desk.turns.with_turn([&] {
    const auto bytes = desk.intake.file(id, static_cast<std::size_t>(*place));
    if (!bytes && bytes.error().code == ErrorCode::kBadInput) {
      return http_problem(404, "the image is not kept any more, or there is no such place");
    }
    if (!bytes) return infer_problem(bytes.error());
    if (!map) return picture_of_file(*bytes, "the image");
    return map_picture(desk.daemon, diagnosis, 0, *bytes, "the image");
  });
}

HttpResponse retry(ReceivedDesk& desk, const std::string& id) {
  if (!desk.intake.find(id)) return none_of(id);
  const auto again = desk.intake.try_again(id);
  if (!again && again.error().code == ErrorCode::kBadInput) {
    return http_problem(409, again.error().context);
  }
  if (!again) return infer_problem(again.error());
  const auto received = desk.intake.find(id);
  if (!received) return none_of(id);
  return http_json(202, received_json(*received, *desk.headers.of(*received)) + "\n");
}

}  // namespace

std::vector<HttpRoute> received_routes(Intake& intake, Daemon& daemon) {
  const auto desk = std::make_shared<ReceivedDesk>(intake, daemon);
  return {
      {"received_list", "GET", "/v1/received", "read", 0,
       [desk](const HttpRequest& request) {
         return list(*desk, request);
       }},
      {"received", "GET", "/v1/received/{id}", "read", 0,
       [desk](const HttpRequest& request) {
         return one(*desk, request.variables.at("id"));
       }},
      {"received_picture", "GET", "/v1/received/{id}/picture", "read", 0,
       [desk](const HttpRequest& request) {
         return picture(*desk, request);
       }},
      {"received_retry", "POST", "/v1/received/{id}/retry", "diagnose", 0,
       [desk](const HttpRequest& request) {
         return retry(*desk, request.variables.at("id"));
       }},
  };
}

}  // namespace medisc
