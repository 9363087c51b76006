{{- define "parlor.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 63 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "parlor.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "parlor.labels" -}}
{{ include "parlor.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "parlor.secretName" -}}
{{ .Values.secrets.existing | default (include "parlor.fullname" .) }}
{{- end }}

{{- define "parlor.host" -}}
{{ (urlParse (required "publicUrl is needed: the address people open, such as https://chat.example.org" .Values.publicUrl)).hostname }}
{{- end }}
