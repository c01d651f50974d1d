#include "gateway/stow/stow_routes.hpp"

#include "gateway/inference/infer_error.hpp"
#include "gateway/report/object_uid.hpp"
#include "gateway/stow/accepted_type.hpp"
#include "gateway/stow/media_type.hpp"
#include "gateway/stow/multipart.hpp"
#include "gateway/stow/store_response.hpp"

namespace medisc {
namespace {

constexpr const char* kDicom = "application/dicom";

/// What is wrong and what to do, as one text.
std::string told(const Error& error) {
  return error.hint.empty() ? error.context : error.context + " (" + error.hint + ")";
}

std::optional<HttpResponse> unwanted(const HttpRequest& request) {
  const std::string coding =
      lower_case(request.headers.get("Content-Encoding").value_or("identity"));
  if (coding != "identity") {
    return http_problem(415, "the body is compressed: send it without Content-Encoding");
  }
  return std::nullopt;
}

/// The boundary of a body of DICOM files, or why it is none.
tl::expected<std::string, HttpResponse> boundary_of(const HttpRequest& request) {
  const auto media = parse_media_type(request.headers.get("Content-Type").value_or(""));
  if (!media) return tl::unexpected(http_problem(415, told(media.error())));
  if (media->type != "multipart/related") {
    return tl::unexpected(http_problem(
        415,
        "the body is " + media->type + ": send multipart/related; type=\"application/dicom\""));
  }
  if (lower_case(media->parameter("type").value_or("")) != kDicom) {
    return tl::unexpected(
        http_problem(415,
                     "the parts are not of type application/dicom: send files, and name "
                     "type=\"application/dicom\" in Content-Type"));
  }
  return std::string(media->parameter("boundary").value_or(""));
}

/// Why a part is no DICOM file by its headers; "" where nothing speaks against it.
std::string wrong_headers(const BodyPart& part) {
  const auto media = parse_media_type(part.header("Content-Type").value_or(""));
  if (!media || media->type != kDicom) {
    return (media ? "it is " + media->type : media.error().context) +
           ": each part has Content-Type: application/dicom";
  }
  const std::string coding =
      lower_case(part.header("Content-Transfer-Encoding").value_or("binary"));
  if (coding != "binary" && coding != "8bit" && coding != "7bit") {
    return "it is encoded: send its bytes as they are, without Content-Transfer-Encoding";
  }
  return "";
}

/// One request, part by part.
class Storing {
 public:
  Storing(Intake& intake, const HttpRequest& request) : intake_(intake), request_(request) {
    const auto study = request.variables.find("study");
    if (study != request.variables.end()) study_ = study->second;
  }

  StoredInstance store(const BodyPart& part, std::size_t number) const;

 private:
  Intake& intake_;
  const HttpRequest& request_;
  std::string study_;  ///< empty: any
};

StoredInstance Storing::store(const BodyPart& part, std::size_t number) const {
  const std::string name = "part " + std::to_string(number);
  if (const std::string wrong = wrong_headers(part); !wrong.empty()) {
    return not_stored({}, FailureReason::kCannotUnderstand, name + ": " + wrong);
  }
  if (!study_.empty()) {
    const auto attributes = read_study_attributes(part.bytes, name);
    if (!attributes) {
      return not_stored({}, FailureReason::kCannotUnderstand, told(attributes.error()));
    }
    if (attributes->study_uid != study_) {
      return not_stored(*attributes, FailureReason::kMismatch,
                        name +
                            " is of another study than the request (POST it to /studies, or "
                            "to its own study)");
    }
  }
  const auto taken = intake_.take({std::string(part.bytes), request_.user, "stow"});
  if (taken) return stored(taken->attributes);
  return not_stored(read_study_attributes(part.bytes, name).value_or(StudyAttributes()),
                    failure_reason(taken.error().code), told(taken.error()));
}

HttpResponse store(Intake& intake, const HttpRequest& request) {
  const auto type = accepted_type(request.headers);
  if (!type) {
    return http_problem(406, "answers are JSON: Accept: application/dicom+json, or nothing");
  }
  if (auto refusal = unwanted(request)) return std::move(*refusal);
  const auto study = request.variables.find("study");
  if (study != request.variables.end() && !is_uid(study->second)) {
    return http_problem(400, "the study in the path is no UID: POST .../studies/1.2.3");
  }
  const auto boundary = boundary_of(request);
  if (!boundary) return boundary.error();
  const auto parts = parse_multipart(request.body, *boundary);
  if (!parts) return infer_problem(parts.error());
  if (parts->empty()) return http_problem(400, "the body has no parts: send a file in each");
  const Storing storing(intake, request);
  std::vector<StoredInstance> instances;
  for (const BodyPart& part : *parts) {
    instances.push_back(storing.store(part, instances.size() + 1));
  }
  intake.sender_gone(request.user);
  return http_text(response_status(instances), store_response(instances), *type);
}

}  // namespace

std::vector<HttpRoute> stow_routes(Intake& intake, const GatewayConfig& config) {
  const std::size_t body = config.limits.body_mb << 20;
  const auto handler = [&intake](const HttpRequest& request) {
    return store(intake, request);
  };
  return {{"stow", "POST", "/dicom-web/studies", "diagnose", body, handler},
          {"stow_study", "POST", "/dicom-web/studies/{study}", "diagnose", body, handler}};
}

}  // namespace medisc
