{{/* The name of everything: the release's, so that the guide's names hold. */}}
{{- define "bench.fullname" -}}
{{- default .Release.Name .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "bench.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "bench.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* What selects the Job's pods. */}}
{{- define "bench.selector" -}}
app.kubernetes.io/name: martlet-bench
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: bench
sparkRole: driver
{{- end -}}

{{- define "bench.labels" -}}
app.kubernetes.io/name: martlet-bench
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* An image's full name: by digest where there is one. Takes (dict "image" … "context" $). */}}
{{- define "bench.image" -}}
{{- if .image.digest -}}
{{- printf "%s@%s" .image.repository .image.digest -}}
{{- else -}}
{{- printf "%s:%s" .image.repository (default .context.Chart.AppVersion .image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Restricted Pod Security, for pods and for containers. */}}
{{- define "bench.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "bench.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: {drop: [ALL]}
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/* What a driver in a pod wants to know of its surroundings. */}}
{{- define "bench.driverEnv" -}}
- {name: MARTLET_POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
- {name: MARTLET_POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
- {name: MARTLET_POD_UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}
- {name: MARTLET_POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
- {name: MARTLET_NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
- {name: MARTLET_EXECUTOR_IMAGE, value: {{ include "bench.image" (dict "image" .Values.executor.image "context" .) | quote }}}
- {name: MARTLET_EXECUTOR_PULL_POLICY, value: {{ .Values.executor.image.pullPolicy }}}
{{- with .Values.imagePullSecrets }}
- name: MARTLET_EXECUTOR_PULL_SECRETS
  value: {{ range $index, $secret := . }}{{ if $index }},{{ end }}{{ $secret.name }}{{ end }}
{{- end }}
{{- if .Values.hadoop.configMap }}
- {name: HADOOP_CONF_DIR, value: /etc/hadoop/conf}
{{- end }}
{{- with .Values.hadoop.user }}
- {name: HADOOP_USER_NAME, value: {{ . | quote }}}
{{- end }}
{{- end -}}
