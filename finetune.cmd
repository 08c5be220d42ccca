@echo off
rem Starts finetune from a checkout: builds it on first use, then runs it.
rem   JAVA_HOME           the JDK to use; otherwise the java on the PATH
rem   FINETUNE_JAVA_OPTS  further JVM options, such as -Xmx8g
rem After a change to a source, delete cli\target\classpath.txt to have it built again.
setlocal
set "ROOT=%~dp0"
set "OUT=%ROOT%cli\target"

set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
set "MAJOR="
for /f "tokens=2 delims== " %%v in ('""%JAVA%" -XshowSettings:properties -version 2>&1 ^| findstr /c:"java.specification.version ="" ') do set "MAJOR=%%v"
if not defined MAJOR (
  echo finetune: cannot run "%JAVA%"; install a JDK 17 or newer, or set JAVA_HOME to one. 1>&2
  exit /b 1
)
rem Before Java 9 the version began with 1.
if "%MAJOR:~0,2%"=="1." set "MAJOR=8"
if %MAJOR% LSS 17 (
  echo finetune: "%JAVA%" is Java %MAJOR%; finetune needs 17 or newer. Install one, or set JAVA_HOME to it. 1>&2
  exit /b 1
)

if exist "%OUT%\classpath.txt" goto run
where mvn >nul 2>&1
if errorlevel 1 (
  echo finetune: no mvn found, which builds finetune on first use; install Maven 3.8 or newer. 1>&2
  exit /b 1
)
echo finetune: building in %ROOT% (the first time Maven also downloads the libraries) 1>&2
call mvn -q -B -Dstyle.color=never -f "%ROOT%pom.xml" -pl cli -am -Dmaven.test.skip=true -Dspotless.check.skip=true package 1>&2
if errorlevel 1 (
  echo finetune: the build failed; the lines above say why. Nothing was run. 1>&2
  exit /b 1
)

:run
set "CLASSPATH="
for /f "usebackq delims=" %%c in ("%OUT%\classpath.txt") do set "CLASSPATH=%%c"
for %%j in ("%OUT%\cli-*.jar") do set "CLASSPATH=%%~fj;%CLASSPATH%"
set "OPTS=-XX:+UseParallelGC -Djava.awt.headless=true -DOPT_OUT_TRACKING=true"
if %MAJOR% GEQ 24 set "OPTS=%OPTS% --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
rem OpenCV reports every damaged image on stderr, in its own words; ours say which file it is.
if not defined OPENCV_LOG_LEVEL set "OPENCV_LOG_LEVEL=SILENT"
"%JAVA%" %OPTS% %FINETUNE_JAVA_OPTS% io.finetune.cli.Main %*
exit /b %errorlevel%
